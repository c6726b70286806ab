//! A question that the grammar can't read, with and without a language model to ask; the model is a stub on a loopback port.

#[path = "../../advisor/tests/stub/mod.rs"]
mod stub;

use contract::{AskRequest, AskResponse, Commands, LanguageModel, Nothing, ProblemCode, Settings};
use domain::{Answer, Unclear};
use engine::Engine;
use std::time::Duration;
use stub::{Stub, http};

/// Nobody's grammar reads this, and its words for time and place do not stand out.
const TEXT: &str = "on pourrait manger sur l'herbe, demain, Lyon";

struct Asker {
    engine: Engine,
    _folder: tempfile::TempDir,
}

impl Asker {
    async fn with(stub: &Stub, on: bool) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let engine = Engine::open(Some(folder.path().to_owned())).expect("an engine");
        let language_model = LanguageModel { on, address: stub.address.clone(), name: "small".to_owned() };
        let settings = Settings { language_model, ..Settings::default() };
        engine.save_settings(settings).await.expect("settings");
        Self { engine, _folder: folder }
    }

    async fn ask(&self, text: &str) -> AskResponse {
        let request = AskRequest { text: text.to_owned(), ..AskRequest::default() };
        self.engine.ask(request).await.expect("a response")
    }

    async fn answer(&self, text: &str) -> Answer {
        match self.ask(text).await {
            AskResponse::Answered { answer, .. } => *answer,
            other => panic!("{other:?}"),
        }
    }

    async fn unclear(&self, text: &str) -> Unclear {
        match self.ask(text).await {
            AskResponse::Unclear { unclear } => unclear,
            other => panic!("{other:?}"),
        }
    }
}

fn form(activity: &str, condition: &str, place: &str, time: &str) -> String {
    serde_json::json!({
        "kind": "chance", "activity": activity, "condition": condition, "place": place, "time": time, "series": "",
        "probability": 0.87, "date": "2031-01-01",
    })
    .to_string()
}

fn said(answer: &Answer) -> &str {
    &answer.question.assumptions[0].text
}

#[tokio::test(flavor = "multi_thread")]
async fn off_by_default_and_then_nothing_is_sent() {
    assert!(!Settings::default().language_model.on);
    let stub = Stub::saying(&form("picnic", "", "Lyon", "tomorrow"));
    let asker = Asker::with(&stub, false).await;
    asker.unclear(TEXT).await;
    assert_eq!(stub.requests(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_it_reads_is_read_again_and_said() {
    let stub = Stub::saying(&form("picnic", "", "Lyon", "tomorrow"));
    let asker = Asker::with(&stub, true).await;
    let answer = asker.answer(TEXT).await;
    assert_eq!(said(&answer), "Read with your language model as \"picnic in Lyon tomorrow\".");
    assert_eq!(answer.question.text, TEXT);
    assert_eq!(answer.question.place.expect("a place").name, "Lyon");
    assert!(
        answer
            .chips
            .iter()
            .any(|chip| chip.assumed.as_deref().is_some_and(|text| text.contains("language model"))),
        "{:?}",
        answer.chips
    );

    // Asked again, as an edit by hand does, it is read the same without asking anew.
    asker.answer(TEXT).await;
    assert_eq!(stub.requests().len(), 1);
    // What the grammar reads, or reads as something that can't be done, goes to nobody.
    asker.answer("will it rain in Lyon tomorrow").await;
    asker.unclear("will there be thunder tomorrow").await;
    asker.unclear("picnic in Xyzzyville tomorrow").await;
    assert_eq!(stub.requests().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn dates_places_and_chances_of_its_own_are_left_out() {
    let stub = Stub::saying(&form("picnic", "", "Paris", "2031-01-01"));
    let asker = Asker::with(&stub, true).await;
    let answer = asker.answer(TEXT).await;
    assert_eq!(said(&answer), "Read with your language model as \"picnic\".");
    let first = answer.question.spans.first().expect("a span");
    assert!(first.start.year() < 2031, "{first:?}");

    let plain = asker.answer("picnic").await;
    assert_eq!(
        answer.probability, plain.probability,
        "the chance is that of the same question asked in plain words"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nonsense_and_faults_leave_the_question_unclear() {
    let expected = {
        let asker = Asker::with(&Stub::saying(""), false).await;
        asker.unclear(TEXT).await
    };
    for stub in [
        Stub::saying("As a language model I think it will be lovely."),
        Stub::saying(&form("bank robbery", "apocalyptic", "Lyon", "tomorrow")),
        Stub::saying(&form("picnic", "", "Lyon", "tomorrow").replace("chance", "nothing")),
        Stub::replying(http("500 Internal Server Error", "application/json", "{}"), Duration::ZERO),
        Stub::replying(http("200 OK", "application/json", &"x".repeat(1 << 20)), Duration::ZERO),
    ] {
        let asker = Asker::with(&stub, true).await;
        assert_eq!(asker.unclear(TEXT).await, expected);
        assert_eq!(stub.requests().len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_of_another_machine_is_not_kept() {
    let stub = Stub::saying("");
    let asker = Asker::with(&stub, true).await;
    for address in ["http://10.0.0.7:11434", "https://api.example.org/v1", "http://localhost.example.org"] {
        let language_model =
            LanguageModel { on: true, address: address.to_owned(), name: "small".to_owned() };
        let settings = Settings { language_model, ..Settings::default() };
        let problem = asker.engine.save_settings(settings).await.expect_err(address);
        assert_eq!(problem.code, ProblemCode::BadRequest);
        assert_eq!(problem.field.as_deref(), Some("language_model"));
        assert!(problem.detail.contains("is not this machine"), "{}", problem.detail);
    }
    assert_eq!(
        asker.engine.settings(Nothing {}).await.expect("settings").language_model.address,
        stub.address
    );
}
