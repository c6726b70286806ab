use super::{
    super::english::Cue,
    super::{
        Grain, festivals,
        series::{Series, Turn},
    },
    Reader,
    parts::part,
    value::{Form, Part, Value},
};
use std::rc::Rc;

impl Reader<'_> {
    /// A holiday or festival by name, with its weekend.
    pub(super) fn festival_part(&self, index: usize) -> Option<Part> {
        let start = self.past_the(index);
        let (festival, end) = festivals::find(self.words, start, self.options.region)?;
        let series = Rc::new(Series::Festival(festival, self.options.region));
        if let Some(end) = self.cue(end, Cue::Weekend) {
            let long = Series::map(series, Turn::LongWeekend);
            return part(Value::of(long, Grain::Hour, Form::Festival), end);
        }
        let value = Value::of(series, festival.grain(), Form::Festival);
        if let Some((year, end)) = self.year_behind(end) {
            let year = Value::new(Series::Year(year), Grain::Year, Form::Year);
            let value = self.both(&year, &value)?;
            if let Some(end) = self.cue(end, Cue::Weekend) {
                return part(
                    Value::of(Series::map(value.series, Turn::LongWeekend), Grain::Hour, Form::Other),
                    end,
                );
            }
            return part(value, end);
        }
        part(value, end)
    }
}
