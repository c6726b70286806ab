//! Parts of something: `mid March`, `the rest of the week`, `the end of the month`.

use super::{
    super::{
        Grain,
        english::{Cue, role},
        series::{Series, Step, Turn, add},
    },
    Reader,
    parts::part,
    value::{Form, Part, Value, fixed},
};
use std::rc::Rc;

/// A part of a stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece {
    Beginning,
    Middle,
    End,
}

impl Reader<'_> {
    /// `the end of the month`, `beginning of 2017`, `mid March`, `late last week`, `the rest of the week`, `all week`.
    pub(super) fn part_of_unit(&self, index: usize) -> Option<Part> {
        let mut found: Vec<Part> = Vec::new();
        for (cue, piece) in
            [(Cue::EndOf, Piece::End), (Cue::BeginningOf, Piece::Beginning), (Cue::MiddleOf, Piece::Middle)]
        {
            if let Some(at) = self.cue(index, cue) {
                let at = self.cue(at, Cue::About).unwrap_or(at);
                found.extend(self.piece_of(at, piece));
            }
        }
        let the = self.past_the(index);
        for (cue, piece) in
            [(Cue::Late, Piece::End), (Cue::Early, Piece::Beginning), (Cue::Mid, Piece::Middle)]
        {
            if let Some(at) = self.cue(the, cue) {
                let at = if self.words.at(at) == "-" { at + 1 } else { at };
                let at = self.cue(at, Cue::Of).unwrap_or(at);
                found.extend(self.piece_of(at, piece).filter(|part| part.value.grain >= Grain::Day));
                found.extend(self.edge_of_part(at, piece));
            }
        }
        let rest = self.cue(index, Cue::RestOf).or_else(|| self.cue(the, Cue::RestOf));
        if let Some(at) = rest {
            let at = self.past_the(at);
            let at = self.cue(at, Cue::This).unwrap_or(at);
            if let Some((grain, end)) = self.plain_unit(at).filter(|unit| unit.0 >= Grain::Day) {
                found.extend(part(self.rest_of(grain)?, end));
            }
        }
        if let Some(at) = self.cue(index, Cue::Later) {
            let at = self.cue(at, Cue::This).unwrap_or_else(|| self.past_the(at));
            if let Some((grain, end)) = self.plain_unit(at).filter(|unit| unit.0 >= Grain::Day) {
                let unit = self.unit_now(grain, 0)?;
                found.extend(part(
                    Value::new(Series::one(self.now, unit.end, Grain::Day, true), Grain::Day, Form::Range),
                    end,
                ));
            }
        }
        if let Some(at) = self.cue(index, Cue::Earlier) {
            let at = self.cue(at, Cue::This).unwrap_or_else(|| self.past_the(at));
            if let Some((grain, end)) = self.plain_unit(at).filter(|unit| unit.0 >= Grain::Day) {
                let unit = self.unit_now(grain, 0)?;
                let value = Value::new(
                    Series::one(unit.start, self.now.max(unit.start), Grain::Day, true),
                    Grain::Day,
                    Form::Range,
                );
                found.extend((self.now > unit.start).then(|| Part::new(value, end)));
            }
        }
        if let Some(at) = self.cue(index, Cue::All) {
            let at = self.cue(at, Cue::This).unwrap_or_else(|| self.past_the(at));
            if let Some((grain, end)) = self.plain_unit(at).filter(|unit| unit.0 >= Grain::Week) {
                let unit = self.unit_now(grain, 0)?;
                let last = if grain == Grain::Week { -1 } else { 0 };
                let end_of = add(unit.end, Step { count: last, grain: Grain::Day })?;
                found.extend(part(
                    Value::new(Series::one(unit.start, end_of, Grain::Day, true), Grain::Day, Form::Range),
                    end,
                ));
            } else if self.words.is(at, role::ALL_OF) && self.words.is(index, role::ALL) {
                let found_part = self.named(at).or_else(|| self.part_of_day(at)).or_else(|| self.instant(at));
                if let Some(found_part) = found_part {
                    found.push(found_part);
                } else if self.words.is(at, role::DAY) {
                    let today = Value::new(Series::One(self.unit_now(Grain::Day, 0)?), Grain::Day, Form::Day)
                        .latent();
                    found.push(Part::new(today, at + 1));
                }
            }
        }
        found.into_iter().reduce(super::parts::longer)
    }

    /// `early Sunday morning`, `late tomorrow evening`: the half of it.
    pub(super) fn edge_of_part(&self, index: usize, piece: Piece) -> Option<Part> {
        let base = self.deeper(|| self.sequence(index, Grain::Hour))?;
        let Form::PartOfDay(word, Some(days)) = &base.value.form else { return None };
        let middle = i32::midpoint(word.from, word.to);
        let (from, to) = match piece {
            Piece::Beginning => (word.from, middle),
            Piece::End => (middle, word.to),
            Piece::Middle => return None,
        };
        let word = super::super::english::PartWord { from, to, ..*word };
        let series = Series::within(Rc::clone(days), Rc::new(Series::Daily { from, to }));
        part(Value::of(series, Grain::Hour, Form::PartOfDay(word, Some(Rc::clone(days)))), base.end)
    }

    pub(super) fn piece_of(&self, index: usize, piece: Piece) -> Option<Part> {
        let start = self.past_the(index);
        let whole = self.deeper(|| self.sequence(index, Grain::Day));
        let base = whole.or_else(|| self.deeper(|| self.sequence(start, Grain::Day))).or_else(|| {
            let (grain, end) = self.plain_unit(start)?;
            part(fixed(self.unit_now(grain, 0)?), end)
        })?;
        // The month, the year: the ones under way.
        let unit = self.plain_unit(start).filter(|unit| unit.1 == base.end);
        let value = match unit {
            Some((grain, _)) => fixed(self.unit_now(grain, 0)?),
            None => base.value,
        };
        self.piece(&value, piece, base.end)
    }

    /// The beginning, middle or end of each stretch of `value`.
    pub(super) fn piece(&self, value: &Value, piece: Piece, end: usize) -> Option<Part> {
        use Piece::{Beginning, End, Middle};
        let season = matches!(value.form, Form::Season);
        let (grain, from, to) = match (value.grain, piece) {
            // Late summer: the last month of it.
            (_, Beginning) if season => (Grain::Month, 0, Some(1)),
            (_, Middle) if season => (Grain::Month, 1, Some(2)),
            (_, End) if season => (Grain::Month, 2, None),
            (Grain::Month, Beginning) => (Grain::Day, 0, Some(10)),
            (Grain::Month, Middle) => (Grain::Day, 10, Some(20)),
            (Grain::Month, End) => (Grain::Day, 20, None),
            (Grain::Year, Beginning) => (Grain::Month, 0, Some(3)),
            (Grain::Year, Middle) => (Grain::Month, 4, Some(8)),
            (Grain::Year, End) => (Grain::Month, 8, None),
            (Grain::Week, Beginning) => (Grain::Day, 0, Some(3)),
            (Grain::Week, Middle) => (Grain::Day, 2, Some(4)),
            (Grain::Week, End) => (Grain::Day, 4, None),
            (Grain::Quarter, Beginning) => (Grain::Month, 0, Some(1)),
            (Grain::Quarter, Middle) => (Grain::Month, 1, Some(2)),
            (Grain::Quarter, End) => (Grain::Month, 2, None),
            (Grain::Day, Beginning) => (Grain::Hour, 0, Some(12)),
            (Grain::Day, Middle) => (Grain::Hour, 11, Some(14)),
            (Grain::Day, End) => {
                // A day's end is a moment.
                let series = Series::map(
                    Rc::clone(&value.series),
                    Turn::Shift(vec![Step { count: 1, grain: Grain::Day }], Grain::Hour),
                );
                return part(Value::of(series, Grain::Hour, Form::Other), end);
            }
            _ => return None,
        };
        let series = Series::map(Rc::clone(&value.series), Turn::Part { grain, from, to });
        self.met(Value::of(series, grain, Form::Other)).map(|value| Part::new(value, end))
    }
}
