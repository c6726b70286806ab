use serde_json::{Map, Value, json};

/// What the weather can be asked for, each as it is said behind "will it be".
pub const CONDITIONS: [&str; 14] = [
    "rainy", "dry", "snowy", "frosty", "hot", "warm", "cold", "windy", "stormy", "calm", "sunny", "cloudy",
    "foggy", "humid",
];

/// More characters than this are no name and no phrase.
const LONGEST_WORDS: usize = 80;

/// What kind of question it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// Whether something happens or works.
    #[default]
    Chance,
    /// How much.
    Amount,
    /// When it is best.
    BestTime,
    /// Nothing that is forecast here.
    Nothing,
}

/// Words for the slots of a question, as a language model took them from its text. Nothing of it is to be believed before it was
/// read again.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Advice {
    /// The kind of question.
    pub kind: Kind,
    /// Something to do: one of the names that were sent.
    pub activity: Option<String>,
    /// A kind of weather: one of [`CONDITIONS`].
    pub condition: Option<String>,
    /// The name of a place.
    pub place: Option<String>,
    /// A phrase of time.
    pub time: Option<String>,
    /// The name of a series of numbers.
    pub series: Option<String>,
}

impl Advice {
    /// Reads a filled-in form, a JSON object; `None` when it is none. Whatever else it holds is not looked at. A field that isn't
    /// a few words counts as empty, and so does a name that isn't among those to choose from.
    pub(crate) fn read(form: &str, activities: &[String]) -> Option<Self> {
        let form: Map<String, Value> = serde_json::from_str(form).ok()?;
        let said = |field: &str| form.get(field).and_then(words);
        let chosen = |field: &str, from: &[String]| said(field).filter(|word| from.contains(word));
        let conditions = CONDITIONS.map(str::to_owned);
        Some(Self {
            kind: match form.get("kind").and_then(Value::as_str) {
                Some("amount") => Kind::Amount,
                Some("best_time") => Kind::BestTime,
                Some("nothing") => Kind::Nothing,
                _ => Kind::Chance,
            },
            activity: chosen("activity", activities),
            condition: chosen("condition", &conditions),
            place: said("place"),
            time: said("time"),
            series: said("series"),
        })
    }

    /// The form to fill in, as a JSON schema.
    pub(crate) fn schema(activities: &[String]) -> Value {
        let one_of = |names: &[String]| {
            let names: Vec<&str> = names.iter().map(String::as_str).chain([""]).collect();
            json!({ "type": "string", "enum": names })
        };
        let phrase = json!({ "type": "string", "maxLength": LONGEST_WORDS });
        json!({
            "type": "object",
            "properties": {
                "kind": { "type": "string", "enum": ["chance", "amount", "best_time", "nothing"] },
                "activity": one_of(activities),
                "condition": one_of(&CONDITIONS.map(str::to_owned)),
                "place": phrase,
                "time": phrase,
                "series": phrase,
            },
            "required": ["kind", "activity", "condition", "place", "time", "series"],
            "additionalProperties": false,
        })
    }
}

/// A few words in one line.
fn words(value: &Value) -> Option<String> {
    let words = value.as_str()?.trim();
    let few = !words.is_empty()
        && words.chars().count() <= LONGEST_WORDS
        && words.chars().all(|character| !character.is_control());
    few.then(|| words.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn known() -> Vec<String> {
        vec!["picnic".to_owned(), "sailing".to_owned()]
    }

    #[test]
    fn a_form_is_read_and_what_is_not_asked_for_is_not() {
        let form = r#"{"kind": "best_time", "activity": "picnic", "condition": "apocalyptic", "place": " Porto ",
            "time": "", "series": 7, "probability": 0.9, "date": "2031-01-01"}"#;
        let expected = Advice {
            kind: Kind::BestTime,
            activity: Some("picnic".to_owned()),
            place: Some("Porto".to_owned()),
            ..Advice::default()
        };
        assert_eq!(Advice::read(form, &known()), Some(expected));
        assert_eq!(Advice::read("{}", &known()), Some(Advice::default()));
        assert_eq!(Advice::read("Sure! Here is the form:", &known()), None);
        assert_eq!(Advice::read(r#"{"activity": "bank robbery"}"#, &known()), Some(Advice::default()));
    }

    proptest! {
        #[test]
        fn any_reply_gives_few_words_or_none(place in any::<String>(), junk in any::<String>()) {
            let form = json!({ "place": place, "junk": junk }).to_string();
            let advice = Advice::read(&form, &known()).expect("a form");
            if let Some(place) = advice.place {
                prop_assert!(place.chars().count() <= LONGEST_WORDS && !place.contains('\n'));
            }
            let _ = Advice::read(&junk, &known());
        }
    }
}
