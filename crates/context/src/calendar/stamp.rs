//! Dates, times and lengths as RFC 5545 writes them (3.3.4 to 3.3.6).

use super::zone;
use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::{Offset, TimeZone},
};

/// A moment as a calendar writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stamp {
    /// A day without hours.
    Day(Date),
    /// A clock in a zone named beside it, or any clock.
    Local(DateTime),
    /// Universal time.
    Universal(DateTime),
}

impl Stamp {
    /// `20240615`, `20240615T120000` or `20240615T120000Z`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (text, universal) = text.strip_suffix(['Z', 'z']).map_or((text, false), |text| (text, true));
        let (day, time) = text.split_once(['T', 't']).map_or((text, None), |(day, time)| (day, Some(time)));
        let number = |text: &str, from: usize, to: usize| -> Option<i16> {
            let digits = text.get(from..to)?;
            digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
        };
        let part =
            |text: &str, from: usize| number(text, from, from + 2).and_then(|part| i8::try_from(part).ok());
        if day.len() != 8 {
            return None;
        }
        let date = Date::new(number(day, 0, 4)?, part(day, 4)?, part(day, 6)?).ok()?;
        let Some(time) = time else { return Some(Self::Day(date)) };
        if time.len() != 6 && time.len() != 4 {
            return None;
        }
        // A leap second is the last of its minute here.
        let second = if time.len() == 6 { part(time, 4)?.min(59) } else { 0 };
        let time = jiff::civil::Time::new(part(time, 0)?, part(time, 2)?, second, 0).ok()?;
        let civil = date.to_datetime(time);
        Some(if universal { Self::Universal(civil) } else { Self::Local(civil) })
    }

    /// What a clock shows then; midnight for a day.
    pub(super) fn civil(self) -> DateTime {
        match self {
            Self::Day(date) => date.at(0, 0, 0, 0),
            Self::Local(civil) | Self::Universal(civil) => civil,
        }
    }

    /// What the clock of `here` shows when that of `there` shows this; absent zones are any clock, which needs no translation.
    pub(super) fn on_the_clock(self, there: Option<&TimeZone>, here: Option<&TimeZone>) -> DateTime {
        let civil = self.civil();
        let there = match self {
            Self::Day(_) => return civil,
            Self::Local(_) => there,
            Self::Universal(_) => Some(&TimeZone::UTC),
        };
        let (Some(there), Some(here)) = (there, here) else { return civil };
        there.to_timestamp(civil).map_or(civil, |moment| here.to_datetime(moment))
    }
}

/// `PT1H30M`, `P1D`, `P2W` in minutes; none for what goes backwards or isn't one.
pub(super) fn minutes_of(text: &str) -> Option<u32> {
    let text = text.trim();
    let rest = text.strip_prefix('+').unwrap_or(text).strip_prefix(['P', 'p'])?;
    let (mut seconds, mut number, mut in_time, mut any) = (0_u64, None::<u64>, false, false);
    for byte in rest.bytes() {
        match byte {
            b'0'..=b'9' => {
                number = Some(number.unwrap_or(0).checked_mul(10)?.checked_add(u64::from(byte - b'0'))?);
            }
            b'T' | b't' if number.is_none() => in_time = true,
            unit => {
                let each = match (unit.to_ascii_uppercase(), in_time) {
                    (b'W', false) => 604_800,
                    (b'D', false) => 86_400,
                    (b'H', true) => 3600,
                    (b'M', true) => 60,
                    (b'S', true) => 1,
                    _ => return None,
                };
                seconds = seconds.checked_add(number.take()?.checked_mul(each)?)?;
                any = true;
            }
        }
    }
    if !any || number.is_some() { None } else { u32::try_from(seconds / 60).ok() }
}

/// `+0100`, `-053000`.
pub(super) fn offset_of(text: &str) -> Option<Offset> {
    let text = text.trim();
    let (sign, digits) = match text.as_bytes().first()? {
        b'+' => (1, &text[1..]),
        b'-' => (-1, &text[1..]),
        _ => return None,
    };
    if !matches!(digits.len(), 4 | 6) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |from: usize| digits.get(from..from + 2).and_then(|part| part.parse::<i32>().ok());
    Offset::from_seconds(sign * (part(0)? * 3600 + part(2)? * 60 + part(4).unwrap_or(0))).ok()
}

/// The moment at which the clock of a kept zone shows this; `local` where it is any clock.
pub(super) fn moment(civil: DateTime, zone: Option<&str>, local: &TimeZone) -> Option<Timestamp> {
    zone.and_then(zone::kept).unwrap_or_else(|| local.clone()).to_timestamp(civil).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, datetime};

    #[test]
    fn stamps_lengths_and_offsets() {
        assert_eq!(Stamp::parse("20240615"), Some(Stamp::Day(date(2024, 6, 15))));
        assert_eq!(Stamp::parse("20240615T120001"), Some(Stamp::Local(datetime(2024, 6, 15, 12, 0, 1, 0))));
        assert_eq!(
            Stamp::parse("20240615T120060Z"),
            Some(Stamp::Universal(datetime(2024, 6, 15, 12, 0, 59, 0)))
        );
        for none in
            ["", "2024-06-15", "20240631", "20240615T2500", "20240615T12000é", "é024061", "20240615T+1+2+3"]
        {
            assert_eq!(Stamp::parse(none), None, "{none}");
        }
        for (text, minutes) in [
            ("PT1H30M", Some(90)),
            ("P1D", Some(1440)),
            ("P2W", Some(20_160)),
            ("P1DT2H", Some(1560)),
            ("PT15", None),
            ("-PT15M", None),
            ("P", None),
            ("P99999999999999999999D", None),
        ] {
            assert_eq!(minutes_of(text), minutes, "{text}");
        }
        assert_eq!(offset_of("-0530").map(Offset::seconds), Some(-19_800));
        assert_eq!(offset_of("+013015").map(Offset::seconds), Some(5415));
        assert_eq!((offset_of("0100"), offset_of("+é10"), offset_of("+9900")), (None, None, None));
    }
}
