//! What was learnt from labelled questions, to support the grammar: which [`Domain`](crate::Domain) a text asks about, and which words say
//! where, when and what kind of weather. Linear models whose weights are in `assets/`; `cargo xtask train intent` makes them
//! from `training/`, byte for byte.
//!
//! Both take time in proportion to the length of the text and never fail.

mod chain;
mod cues;
mod domains;
mod features;
mod minimise;
mod slots;
mod training;
mod variation;
mod weights;

pub use domains::DomainChances;
pub use slots::{SlotKind, SlotSpan};
pub use training::{LabelledText, train_domains, train_slots};

use crate::{read::Domain, tokens::Text};
use std::sync::LazyLock;
use weights::Weights;

static DOMAINS: LazyLock<Weights> = LazyLock::new(|| {
    Weights::from_bytes(include_bytes!("../../assets/domains.bin"))
        .expect("the weights of domains are built in")
});

static SLOTS: LazyLock<Weights> = LazyLock::new(|| {
    Weights::from_bytes(include_bytes!("../../assets/slots.bin")).expect("the weights of slots are built in")
});

/// How likely `text` asks about each domain.
#[must_use]
pub fn domain_chances(text: &str) -> DomainChances {
    chances_of(&Text::new(text))
}

/// What `text` asks about, where that is likely enough to act on. A text with a word for the weather in it needs less to be
/// taken for a question about it, one without more.
#[must_use]
pub fn domain_of_text(text: &str) -> Option<Domain> {
    domain_of(&Text::new(text))
}

/// The parts of `text`, in order, taking it for a question about the weather.
#[must_use]
pub fn slot_spans(text: &str) -> Vec<SlotSpan> {
    spans_of(&Text::new(text))
}

pub(crate) fn chances_of(text: &Text<'_>) -> DomainChances {
    domains::chances(text, &DOMAINS)
}

pub(crate) fn domain_of(text: &Text<'_>) -> Option<Domain> {
    // Chosen by four-fold cross-validation on the training half.
    const WITH_WORD: f64 = 0.4;
    const WITHOUT_WORD: f64 = 0.75;
    let chances = chances_of(text);
    let weather = if names_weather(text) { WITH_WORD } else { WITHOUT_WORD };
    if chances.of(Domain::Weather) >= weather {
        return Some(Domain::Weather);
    }
    let (domain, chance) = chances.best();
    (chance >= 0.5 && domain != Domain::Weather).then_some(domain)
}

/// Whether a word of the text is about the weather or about what is worn for it.
pub(crate) fn names_weather(text: &Text<'_>) -> bool {
    static WEATHER: LazyLock<cues::Kinds> =
        LazyLock::new(|| cues::any_kind(&["weather", "condition", "temperature", "wear"]));
    text.tokens.iter().any(|token| cues::kinds(token) & *WEATHER != 0)
}

pub(crate) fn spans_of(text: &Text<'_>) -> Vec<SlotSpan> {
    slots::tag(text, &SLOTS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The parts of a text, as its words.
    fn parts(text: &str) -> Vec<(&'static str, &str)> {
        slot_spans(text).into_iter().map(|span| (span.slot.name(), &text[span.bytes])).collect()
    }

    #[test]
    fn parts_of_questions_are_found() {
        for (text, expected) in [
            (
                "Will it be snowy in Wolverhampton next Thursday?",
                vec![
                    ("condition_description", "snowy"),
                    ("city", "Wolverhampton"),
                    ("timeRange", "next Thursday"),
                ],
            ),
            (
                "what is the weather in Ouzoud Falls State Park on the third of May",
                vec![("geographic_poi", "Ouzoud Falls State Park"), ("timeRange", "the third of May")],
            ),
            (
                "is it colder here today",
                vec![
                    ("condition_temperature", "colder"),
                    ("current_location", "here"),
                    ("timeRange", "today"),
                ],
            ),
            (
                "forecast for Brixham, Oregon in 19 days",
                vec![("city", "Brixham"), ("state", "Oregon"), ("timeRange", "in 19 days")],
            ),
            ("weather in Réunion at 6 pm", vec![("country", "Réunion"), ("timeRange", "6 pm")]),
            ("", vec![]),
        ] {
            assert_eq!(parts(text), expected, "{text}");
        }
    }

    #[test]
    fn everyday_words_are_no_places() {
        for text in [
            "it may be nice reading weather in March",
            "will it be nice in may",
            "is march usually wet",
            "will the summer be hot",
        ] {
            let places: Vec<_> = slot_spans(text).into_iter().filter(|span| span.slot.is_place()).collect();
            assert!(places.is_empty(), "{text}: {places:?}");
        }
    }

    #[test]
    fn texts_are_told_apart_by_what_they_ask_about() {
        for (text, expected) in [
            ("will we need umbrellas at the stadium on friday", Domain::Weather),
            ("how cold does it get in Yakutsk", Domain::Weather),
            ("how's the traffic on the A66 tonight", Domain::Traffic),
            ("is the motorway jammed", Domain::Traffic),
            ("what's the share price of zalando", Domain::Finance),
            ("how many kwh will we need on thursday", Domain::Energy),
            ("how many visitors will come on thursday", Domain::Series),
            ("set an alarm for half past five", Domain::Other),
            ("add this track to my stormy nights playlist", Domain::Other),
            ("book a table for three at a sushi bar", Domain::Other),
            ("who wrote the tempest", Domain::Other),
        ] {
            assert_eq!(domain_chances(text).best().0, expected, "{text}");
        }
    }

    #[test]
    fn chances_add_up_and_an_empty_text_is_about_nothing() {
        let chances = domain_chances("will it rain");
        let sum: f64 = Domain::ALL.into_iter().map(|domain| chances.of(domain)).sum();
        assert!((sum - 1.0).abs() < 1e-12);
        assert_eq!(domain_of_text("will it rain"), Some(Domain::Weather));
        assert_eq!(domain_of_text(""), Some(Domain::Other));
    }

    #[test]
    fn features_grow_in_proportion_to_the_text() {
        let count = |times: usize| -> usize {
            let raw = "rain in North Creek Forest on the third of May, ".repeat(times);
            let text = Text::new(&raw);
            slots::features(&text).iter().map(|features| features.keys.len()).sum()
        };
        let (once, twice) = (count(50), count(100));
        assert!(twice <= 2 * once + 200, "{once} and {twice}");
    }

    proptest! {
        #[test]
        fn parts_lie_in_order_within_any_text(text in any::<String>()) {
            let mut end = 0;
            for span in slot_spans(&text) {
                prop_assert!(span.bytes.start >= end && span.bytes.end > span.bytes.start);
                prop_assert!(text.get(span.bytes.clone()).is_some(), "on the borders of characters");
                prop_assert!((0.0..=1.0 + 1e-9).contains(&span.probability));
                end = span.bytes.end;
            }
            let (_, chance) = domain_chances(&text).best();
            prop_assert!(chance > 0.0);
        }

        #[test]
        fn words_in_any_order_are_tagged_within_the_text(
            words in prop::collection::vec(
                prop::sample::select(vec!["Rain", "in", "İzmir", "ß", "É́", "18:30", "'s", ",", "Park", "of", "next", "week", "🌧", "NY", "-"]),
                0..30,
            ),
        ) {
            let text = words.join(" ");
            for span in slot_spans(&text) {
                prop_assert!(text.get(span.bytes).is_some());
            }
        }
    }
}
