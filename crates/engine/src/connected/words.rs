//! How a connected program does, in words.

use crate::{problems, shared::Shared};
use contract::{CheckState, SourceView};
use domain::{ConnectedSource, ConnectedState};
use jiff::{Timestamp, Zoned};

pub(super) fn view(
    shared: &Shared,
    allowed: bool,
    source: ConnectedSource,
    state: ConnectedState,
) -> SourceView {
    let (check, detail) = said(allowed, &source, &state, &shared.clock.now());
    SourceView { source, state, check, detail }
}

fn said(
    allowed: bool,
    source: &ConnectedSource,
    state: &ConnectedState,
    now: &Zoned,
) -> (CheckState, String) {
    let last = match (&state.answered, &state.brought) {
        (Some(answered), Some(brought)) => format!(" It last answered {}: {brought}", when(*answered, now)),
        _ => String::new(),
    };
    if !source.on {
        return (CheckState::Note, format!("It is off and isn't asked.{last}"));
    }
    if !allowed {
        return (CheckState::Note, format!("It isn't asked, because asking other programs is off.{last}"));
    }
    let next = match (source.every_minutes, state.next) {
        (None, _) => " It is asked when you say so.".to_owned(),
        (Some(_), Some(next)) if next > now.timestamp() => format!(" It is asked again {}.", when(next, now)),
        (Some(_), _) => " It is asked within the minute while Forecastle is open or listens.".to_owned(),
    };
    match &state.trouble {
        Some(trouble) => {
            let asked = state.asked.map_or_else(String::new, |asked| format!(" {}", when(asked, now)));
            let often = match state.failures {
                0 | 1 => format!("It failed{asked}"),
                times => format!("It failed {times} times in a row, last{asked}"),
            };
            (CheckState::Wrong, format!("{often}: {}{next}{last}", problems::sentence(trouble)))
        }
        None if last.is_empty() => (CheckState::Note, format!("It was not asked yet.{next}")),
        None => (CheckState::Fine, format!("{}{next}", last.trim_start())),
    }
}

/// `at 14:30`, `on 3 March at 14:30`.
fn when(moment: Timestamp, now: &Zoned) -> String {
    let moment = moment.to_zoned(now.time_zone().clone());
    if moment.date() == now.date() {
        moment.strftime("at %H:%M").to_string()
    } else if moment.year() == now.year() {
        moment.strftime("on %-d %B at %H:%M").to_string()
    } else {
        moment.strftime("on %-d %B %Y").to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{ConnectedSourceId, SourceConnection, SourceMapping, SourceRequest};

    #[test]
    fn what_is_said_names_the_state_and_what_comes_next() {
        let now: Zoned = "2026-03-01T14:00[Europe/Lisbon]".parse().expect("a moment");
        let at = |text: &str| Some(text.parse::<Timestamp>().expect("a moment"));
        let source = |on, every_minutes| ConnectedSource {
            id: ConnectedSourceId(1),
            name: "Box".to_owned(),
            connection: SourceConnection::Address { url: "http://localhost/".to_owned(), token: None },
            request: SourceRequest::Resource { uri: "a:b".to_owned() },
            mapping: SourceMapping::default(),
            series: Vec::new(),
            on,
            every_minutes,
        };
        let well = ConnectedState {
            asked: at("2026-03-01T13:50Z"),
            answered: at("2026-03-01T13:50Z"),
            brought: Some("2 new values.".to_owned()),
            next: at("2026-03-01T14:20Z"),
            ..ConnectedState::default()
        };
        let ill = ConnectedState { failures: 3, trouble: Some("it ended".to_owned()), ..well.clone() };
        let say =
            |allowed, source: &ConnectedSource, state: &ConnectedState| said(allowed, source, state, &now).1;
        let none = ConnectedState::default();
        assert_eq!(
            say(true, &source(true, Some(30)), &well),
            "It last answered at 13:50: 2 new values. It is asked again at 14:20."
        );
        assert_eq!(
            say(true, &source(true, Some(30)), &ill),
            "It failed 3 times in a row, last at 13:50: It ended. It is asked again at 14:20. It last answered at 13:50: 2 new values."
        );
        assert_eq!(
            say(true, &source(true, None), &none),
            "It was not asked yet. It is asked when you say so."
        );
        assert_eq!(
            say(false, &source(true, None), &none),
            "It isn't asked, because asking other programs is off."
        );
        assert_eq!(say(true, &source(false, None), &none), "It is off and isn't asked.");
    }
}
