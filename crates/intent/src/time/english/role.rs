//! English words by the role they play beside a time, where it is narrower than that of a [`Cue`](super::Cue).

/// `a year's time`.
pub(in crate::time) const GENITIVE: &[&str] = &["'s"];
/// A count of one that is none beside `next`: `the next an hour`.
pub(in crate::time) const ARTICLES: &[&str] = &["a", "an"];
/// Half of the unit before: `an hour and a half`.
pub(in crate::time) const AND_A_HALF: &[&str] = &["a half", "half"];
/// What comes behind a length: `after two weeks`.
pub(in crate::time) const AFTER: &[&str] = &["after"];
/// What a ranked day is counted from: `the third Tuesday after Easter`.
pub(in crate::time) const RANKED_FROM: &[&str] = &["after", "before", "from", "since", "following"];
/// Behind a length without `for` they count from a day, and begin nothing.
pub(in crate::time) const COUNTED_FROM: &[&str] = &["after", "from", "since"];
/// Between a length and the time it is counted from, onwards.
pub(in crate::time) const BEHIND: &[&str] = &["after", "from", "since", "following", "past", "into"];
/// `all day`.
pub(in crate::time) const ALL: &[&str] = &["all"];
/// Halves of the day.
pub(in crate::time) const MERIDIEMS: &[&str] = &["am", "pm"];
/// What makes a number in front of it an hour.
pub(in crate::time) const CLOCK_SIGNS: &[&str] = &["am", "pm", ":", "h"];
/// What makes a number that it is glued to an hour.
pub(in crate::time) const GLUED_CLOCK_SIGNS: &[&str] = &["am", "pm", "a", "p", "h", ":"];
/// What makes a number behind a weekday an hour: `Monday 21 h`.
pub(in crate::time) const HOUR_SIGNS: &[&str] = &["am", "pm", "h"];
/// What makes a number behind a month an hour: `march 2 pm`.
pub(in crate::time) const AFTER_HOUR: &[&str] = &["am", "pm", "o'clock"];
/// A half that goes on with a unit of its own: `half an hour`.
pub(in crate::time) const HALF_OF: &[&str] = &["an", "a"];
/// What may lead to hours of a day said before: `Friday starting at 3`.
pub(in crate::time) const STARTING: &[&str] = &["and", "starting", "beginning"];
/// `two and a half`.
pub(in crate::time) const PLUS_HALF: &[&str] = &["and a half", "and half", "and a half of"];
/// `in another 3 days`.
pub(in crate::time) const ANOTHER: &[&str] = &["another"];
/// `at night`.
pub(in crate::time) const AT: &[&str] = &["at"];
/// What tells an hour from a year: `at 2015`.
pub(in crate::time) const AT_CLOCK: &[&str] = &["at", "@"];
/// Behind [`STARTING`].
pub(in crate::time) const AT_OR_ON: &[&str] = &["at", "on"];
/// `the second Monday before Easter`.
pub(in crate::time) const BEFORE: &[&str] = &["before"];
/// They join two times only where a word before leads to both.
pub(in crate::time) const NOT_TO: &[&str] = &["before", "/"];
/// Between a length and the time it is counted from, backwards.
pub(in crate::time) const AHEAD_OF: &[&str] = &["before", "prior", "until", "till"];
/// `CY18`.
pub(in crate::time) const CALENDAR_YEAR: &[&str] = &["cy"];
/// `the 24th day of March`.
pub(in crate::time) const DAY: &[&str] = &["day"];
/// What can be all of: `all day`.
pub(in crate::time) const ALL_OF: &[&str] =
    &["day", "night", "today", "tomorrow", "weekend", "morning", "afternoon", "evening"];
/// What is eaten too: `in the lunch` is no time.
pub(in crate::time) const MEALS: &[&str] = &["dinner", "lunch", "breakfast", "brunch"];
/// `the first three days of May`.
pub(in crate::time) const FIRST: &[&str] = &["first"];
/// `good morning` greets.
pub(in crate::time) const GREETING: &[&str] = &["good"];
/// `15h`.
pub(in crate::time) const HOUR_SIGN: &[&str] = &["h"];
/// `31 Oct 74 h` is no year.
pub(in crate::time) const HOURS_SHORT: &[&str] = &["h", "hrs"];
/// `1530 hours`.
pub(in crate::time) const HOURS: &[&str] = &["h", "hrs", "hours", "hr"];
/// `the first half of May`.
pub(in crate::time) const HALF: &[&str] = &["half"];
/// `fifteen hundred hours`.
pub(in crate::time) const HOURS_WORD: &[&str] = &["hours"];
/// `fifteen hundred hours`.
pub(in crate::time) const HUNDRED: &[&str] = &["hundred"];
/// `in 3 days`.
pub(in crate::time) const IN: &[&str] = &["in"];
/// What leads to a distance from now.
pub(in crate::time) const DISTANT: &[&str] = &["in", "after"];
/// What leads from an hour to its part of the day: `3 in the afternoon`.
pub(in crate::time) const WITHIN_DAY: &[&str] = &["in", "at", "during"];
/// Behind a distance they begin something else.
pub(in crate::time) const IN_OR_FOR: &[&str] = &["in", "for"];
/// What makes `the week` a time.
pub(in crate::time) const DURING: &[&str] = &["in", "for", "of", "during", "throughout", "over"];
/// What makes a number a year.
pub(in crate::time) const LEADS_TO_YEAR: &[&str] = &["in", "since", "during"];
/// What makes `spring` and `fall` seasons.
pub(in crate::time) const LEADS_TO_SEASON: &[&str] = &["in", "this", "the", "during", "until"];
/// `3ish`.
pub(in crate::time) const ISH: &[&str] = &["ish", "-"];
/// `the fifth last day`.
pub(in crate::time) const LAST: &[&str] = &["last"];
/// `the last Monday of May`.
pub(in crate::time) const FINAL: &[&str] = &["last", "final"];
/// `20 minutes to nine`.
pub(in crate::time) const MINUTES: &[&str] = &["minutes", "minute", "mins", "min"];
/// `the 20th of the month`.
pub(in crate::time) const MONTH: &[&str] = &["month"];
/// `Friday next`.
pub(in crate::time) const NEXT: &[&str] = &["next"];
/// What names a weekday of another week than this.
pub(in crate::time) const COUNTS_WEEKS: &[&str] = &["next", "last", "previous", "preceding"];
/// `last night`.
pub(in crate::time) const NIGHT: &[&str] = &["night"];
/// `three o five`.
pub(in crate::time) const ZERO: &[&str] = &["o", "oh", "ou", "zero"];
/// `the week of 6 October`.
pub(in crate::time) const OF: &[&str] = &["of"];
/// What `3/4` counts rather than be a date.
pub(in crate::time) const COUNTED_BY_FRACTION: &[&str] = &["of", "%", "inch", "cup", "th"];
/// Between a day and its month, a month and its year.
pub(in crate::time) const OF_OR_IN: &[&str] = &["of", "in"];
/// A quarter beside these is one of an hour.
pub(in crate::time) const QUARTER_OF: &[&str] = &["of", "past", "to", "till"];
/// `on the 24th`.
pub(in crate::time) const ON: &[&str] = &["on"];
/// They leave the end open only where `from` stands before: `from Friday on`.
pub(in crate::time) const ONLY_BEHIND_FROM: &[&str] = &["on", "forward"];
/// What makes a name that is a word of its own, as `may` and `sun`, a time.
pub(in crate::time) const LEADS_TO_NAME: &[&str] =
    &["on", "in", "by", "during", "until", "since", "of", "from", "for"];
/// What may stand behind two bare hours.
pub(in crate::time) const AROUND_HOURS: &[&str] =
    &["on", "in", "this", "at", ",", ".", "?", "!", "tomorrow", "today", "tonight", "next", "every"];
/// `from Friday on`.
pub(in crate::time) const ONWARDS: &[&str] = &["on", "onwards", "onward", "forward"];
/// What makes an ordinal a day of the month.
pub(in crate::time) const LEADS_TO_DAY: &[&str] = &["on", "until", "till", "before", "after", "by", "since"];
/// As first words they name what is past or next, and bound nothing.
pub(in crate::time) const CHOOSES: &[&str] = &["past", "following"];
/// The same, and those that count.
pub(in crate::time) const CHOOSES_OR_COUNTS: &[&str] = &["past", "following", "more"];
/// `two weeks prior to Easter`.
pub(in crate::time) const PRIOR: &[&str] = &["prior"];
/// `the 1990s`.
pub(in crate::time) const PLURAL_OF_YEARS: &[&str] = &["s", "'s"];
/// `3rd`.
pub(in crate::time) const ORDINAL_ENDINGS: &[&str] = &["st", "nd", "rd", "th", "ndth"];
/// `starting 4pm for an hour`.
pub(in crate::time) const STARTING_FROM: &[&str] = &["starting", "beginning"];
pub(in crate::time) const THE: &[&str] = &["the"];
/// `this past Friday` is one counted from today.
pub(in crate::time) const THIS: &[&str] = &["this"];
/// `two weeks' time`, `3 pm Eastern time`.
pub(in crate::time) const TIME: &[&str] = &["time"];
/// Behind [`PRIOR`].
pub(in crate::time) const TO: &[&str] = &["to"];
/// `the Monday closest to 5 October`.
pub(in crate::time) const NEAR: &[&str] = &["to", "from"];
/// `ten to three`.
pub(in crate::time) const TO_HOUR: &[&str] = &["to", "till"];
/// `2 upcoming days`: the second of them.
pub(in crate::time) const UPCOMING: &[&str] = &["upcoming"];
/// `twenty and one`.
pub(in crate::time) const AND: &[&str] = &["and"];
/// Zones by the part of a country, which need `time` behind them.
pub(in crate::time) const ZONES_OF_PLACES: &[&str] = &["eastern", "central", "pacific"];
/// `twelve noon`.
pub(in crate::time) const TWELVE: &[&str] = &["twelve"];
/// A count that is no article.
pub(in crate::time) const ONE: &[&str] = &["one"];
/// What stands between hours and minutes.
pub(in crate::time) const CLOCK_SEPARATORS: &[&str] = &[":", "h"];
/// The second letter of a half of the day: `p. m.`.
pub(in crate::time) const HALF_ENDING: &[&str] = &["m"];
/// What a number may count or measure, which then is no hour.
pub(in crate::time) const MEASURED: &[&str] =
    &["%", "°", "degrees", "percent", "people", "miles", "km", "mph", "meters", "metres", "feet", "of"];
/// How a sentence may go on behind a time.
pub(in crate::time) const GOES_ON: &[&str] =
    &["at", "with", "will", "is", "or", "that", "if", "i", "we", "it", "around"];
/// What makes `may` and `march` before it verbs.
pub(in crate::time) const NO_MONTH_BEFORE: &[&str] = &["or", "i", "we", "it", "is"];
/// Words before a time that leave it all that the text says.
pub(in crate::time) const SMALL: &[&str] =
    &["on", "in", "the", "by", "during", "for", "until", "since", "of", "from", "every", "all", "at"];
/// `more than two weeks before today`: all that is farther away.
pub(in crate::time) const MORE_THAN: &[&str] = &["more than"];
