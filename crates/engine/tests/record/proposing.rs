//! Personal criteria end to end: outings are asked about, told of, and what they show is proposed, declined and accepted.

use crate::{
    ask,
    world::{World, temperature},
};
use contract::{AnswerProposalRequest, Commands as _, Nothing, Proposal, WentRequest};
use domain::{Bound, ThresholdSource, Variable, Went};

/// Midsummer, so that the warmth of the outings is nothing odd.
const FIRST_DAY: i64 = 500;
const PICNIC: &str = "picnic today in Lisbon";

/// Picnics on one day after another, each as warm all day as it says.
struct Picnics {
    world: World,
    next_day: i64,
}

impl Picnics {
    fn begin() -> Self {
        let world = World::new();
        world.observe(0..FIRST_DAY * 24, temperature);
        Self { world, next_day: FIRST_DAY }
    }

    async fn held(&mut self, degrees: f64, went: Went) {
        let (morning, midnight) = (self.next_day * 24 + 8, (self.next_day + 1) * 24);
        self.world.observe(self.next_day * 24..morning, |_| degrees);
        let id = ask(&self.world.at_hour(morning), PICNIC).await.id;
        self.world.observe(morning..midnight, |_| degrees);
        let later = self.world.at_hour(midnight);
        later.record_outcome(WentRequest { id, went: Some(went) }).await.expect("kept");
        self.next_day += 1;
    }

    fn engine(&self) -> engine::Engine {
        self.world.at_hour(self.next_day * 24)
    }

    async fn proposed(&self) -> Vec<Proposal> {
        self.engine().proposals(Nothing {}).await.expect("no problem")
    }

    async fn answer(&self, id: &str, accept: bool) -> contract::AnswerProposalResponse {
        let request = AnswerProposalRequest { id: id.to_owned(), accept };
        self.engine().answer_proposal(request).await.expect("no problem")
    }

    /// What a picnic takes of the temperature, as the next question has it.
    async fn taken(&self) -> (Bound, ThresholdSource) {
        let engine = self.world.at_hour(self.next_day * 24 + 8);
        let question = ask(&engine, PICNIC).await.question;
        let of_temperature = question.criteria.iter().find(|one| one.variable == Variable::Temperature);
        let criterion = of_temperature.expect("a picnic takes warmth");
        (criterion.bound, criterion.source.clone())
    }
}

/// Picnics within the limit of 18 degrees that went badly up to 21.4, and those that went fine where it was warmer.
const TOO_COOL: [f64; 7] = [18.2, 18.9, 19.5, 20.1, 20.6, 21.0, 21.4];
const WARM_ENOUGH: [f64; 4] = [22.5, 23.0, 24.0, 25.0];

#[tokio::test]
async fn outings_that_went_badly_within_the_limit_move_it_once_that_is_wanted() {
    let mut picnics = Picnics::begin();
    let as_built_in = picnics.taken().await;
    let (Bound::Within { lower, upper }, source) = &as_built_in else { panic!("{as_built_in:?}") };
    assert!((lower - 18.0).abs() < 1e-9 && *source != ThresholdSource::Yours, "{as_built_in:?}");
    for degrees in TOO_COOL {
        assert_eq!(picnics.proposed().await, [], "nothing went fine yet");
        picnics.held(degrees, Went::Badly).await;
    }
    for degrees in WARM_ENOUGH {
        picnics.held(degrees, Went::Fine).await;
    }
    let [first] = &picnics.proposed().await[..] else { panic!("{:?}", picnics.proposed().await) };
    assert_eq!(first.change, "Begin at 21 instead of 18 °C?");
    assert!(first.evidence.ends_with("went badly."), "{first:?}");

    // Declined: it stays as it is, and nothing is said again on the same evidence, nor on a little more.
    let answered = picnics.answer(&first.id, false).await;
    assert_eq!(answered.proposals, []);
    assert!(answered.text.contains("twice as many outings"), "{}", answered.text);
    assert_eq!(picnics.taken().await, as_built_in);
    for degrees in TOO_COOL {
        picnics.held(degrees + 0.05, Went::Badly).await;
        assert_eq!(picnics.proposed().await, []);
    }
    for degrees in WARM_ENOUGH {
        assert_eq!(picnics.proposed().await, [], "fewer than twice as many");
        picnics.held(degrees + 0.05, Went::Fine).await;
    }
    let [again] = &picnics.proposed().await[..] else { panic!("{:?}", picnics.proposed().await) };
    assert!(again.certainty > first.certainty, "{again:?} after {first:?}");

    // Accepted: the activity is the user's own, and the next question takes what it says.
    let answered = picnics.answer(&again.id, true).await;
    assert_eq!(answered.proposals, []);
    let (Bound::Within { lower: moved, upper: kept }, ThresholdSource::Yours) = picnics.taken().await else {
        panic!("{:?}", picnics.taken().await)
    };
    assert!((20.0..=22.0).contains(&moved) && (kept - upper).abs() < 1e-9, "{moved} to {kept}");
    let settings = picnics.engine().settings(Nothing {}).await.expect("no problem");
    let own: Vec<&str> = settings.activities.iter().map(|activity| &*activity.id).collect();
    assert_eq!(own, ["picnic"]);
    assert!(
        picnics
            .engine()
            .answer_proposal(AnswerProposalRequest { id: again.id.clone(), accept: true })
            .await
            .is_err(),
        "it isn't proposed any more"
    );
}

#[tokio::test]
async fn outings_that_went_fine_outside_the_limit_make_it_laxer_and_those_that_went_badly_do_not() {
    let mut picnics = Picnics::begin();
    for degrees in [15.0, 15.3, 15.6, 16.0, 16.3, 16.6, 17.0, 17.4] {
        picnics.held(degrees, Went::Badly).await;
    }
    assert_eq!(picnics.proposed().await, [], "they went as the limit says");
    let mut picnics = Picnics::begin();
    for degrees in [16.2, 16.4, 16.6, 16.8, 17.0, 17.2, 17.5, 17.8] {
        picnics.held(degrees, Went::Fine).await;
    }
    picnics.held(15.2, Went::Badly).await;
    for degrees in [19.0, 21.0, 23.0] {
        picnics.held(degrees, Went::Fine).await;
    }
    let [proposal] = &picnics.proposed().await[..] else { panic!("{:?}", picnics.proposed().await) };
    assert_eq!(proposal.evidence, "Of 9 times with temperature below 18 °C, 8 went fine.");
    assert_eq!(proposal.change, "Begin at 16 instead of 18 °C?");
    picnics.answer(&proposal.id, true).await;
    let (bound, source) = picnics.taken().await;
    assert_eq!((bound.limits().0, source), (Some(16.0), ThresholdSource::Yours));
}
