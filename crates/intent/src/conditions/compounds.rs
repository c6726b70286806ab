//! Names of other things that have a word for the weather in them.

use crate::tokens::Text;

const COMPOUNDS: &[&str] = &[
    "hot chocolate",
    "hot dog",
    "hot dogs",
    "hot tub",
    "hot tubs",
    "hot water",
    "hot yoga",
    "ice bath",
    "ice cream",
    "ice creams",
    "ice cube",
    "ice cubes",
    "ice hockey",
    "ice rink",
    "iced coffee",
    "iced tea",
    "cold brew",
    "cold calls",
    "cold storage",
    "cool box",
    "cloud storage",
    "fog lamp",
    "fog lamps",
    "frozen food",
    "frozen yogurt",
    "frozen yoghurt",
    "heat pump",
    "heat pumps",
    "rain forest",
    "snow white",
    "sun cream",
    "wind farm",
    "wind farms",
    "wind turbine",
    "wind turbines",
];

/// How many tokens from `index` on are such a name: `ice cream`.
pub(super) fn compound(text: &Text<'_>, index: usize) -> Option<usize> {
    text.longest(index, COMPOUNDS.iter().copied()).map(|(_, length)| length)
}

#[cfg(test)]
mod tests {
    use super::super::recognise;
    use super::*;

    #[test]
    fn names_of_other_things_are_no_weather() {
        for (raw, expected) in [
            ("will the ice cream sell on Saturday", None),
            ("ice on the road tomorrow", Some("frost")),
            ("do the wind turbines turn", None),
            ("wind tomorrow", Some("wind")),
            ("a heat pump in the rain", Some("rain")),
            ("will it warm up by Friday", Some("warm")),
        ] {
            let (findings, _) = recognise(&mut Text::new(raw));
            assert_eq!(findings.first().map(|finding| finding.condition.key), expected, "{raw}");
        }
    }
}
