use super::{
    super::{
        Grain,
        english::PartWord,
        series::{Series, Step, Stretch, Turn, add, floor},
    },
    Reader,
    value::{Bound, Clock, Form, Value},
};
use std::rc::Rc;

/// Seconds of an hour, up to noon, and of a day.
const HOUR: i32 = 3600;
const NOON: i32 = 12 * HOUR;
const DAY: i32 = 24 * HOUR;
/// In minutes from midnight: where evenings begin, and where a night is no mere evening.
const EVENING: i32 = 17 * 60;
const MIDNIGHT: i32 = 24 * 60;
/// Up to five, an hour of the night is one behind midnight.
const SMALL_HOURS: i32 = 5 * HOUR;

impl Reader<'_> {
    /// Both at once: the finer within the coarser; none where they can't be joined or never meet.
    pub(super) fn both(&self, first: &Value, second: &Value) -> Option<Value> {
        if first.bound.is_some() && second.bound.is_some() {
            return None;
        }
        if first.bound.is_some() {
            return if second.grain >= Grain::Day { self.both(second, first) } else { None };
        }
        if let Some(bound) = second.bound {
            if first.grain < Grain::Day || second.grain >= Grain::Day || first.latent {
                return None;
            }
            let series = Series::within(Rc::clone(&first.series), Rc::clone(&second.series));
            return self.met(Value::of(series, second.grain, Form::Other).bounded(bound));
        }
        let joined = match (&first.form, &second.form) {
            (Form::Clock(clock, days), Form::PartOfDay(part, on))
            | (Form::PartOfDay(part, on), Form::Clock(clock, days)) => {
                let bare = first.latent && first.is_clock() || second.latent && second.is_clock();
                if days.is_some() && on.is_some() || bare && on.is_none() {
                    return None;
                }
                let days = on.as_ref().or(days.as_ref());
                let half = self.hour_of_part(*clock, *part, days);
                return self.met(on_days(half, days)).map(|value| self.ahead(value, first, second));
            }
            (Form::ClockRange(from, to), Form::PartOfDay(part, on))
            | (Form::PartOfDay(part, on), Form::ClockRange(from, to)) => {
                let first_half = from.half(part.after_noon);
                let mut last_half = to.half(part.after_noon);
                if to.twelve && last_half.seconds <= first_half.seconds {
                    last_half = to.half(!part.after_noon);
                }
                let range = super::clock::hours(first_half, last_half);
                match on {
                    Some(days) => {
                        within(&Value::of(Rc::clone(days), Grain::Day, Form::Other), &range, Form::Range)
                    }
                    None => range,
                }
            }
            (Form::Clock(clock, Some(days)), _) if is_days(second) => {
                on_days(*clock, Some(&self.days_and(days, second)?))
            }
            (Form::PartOfDay(part, Some(days)), _) if is_days(second) && part.plain != second.latent => {
                let days = self.days_and(days, second)?;
                self.part_on(*part, &Value::of(days, Grain::Day, Form::Other))?
            }
            (Form::PartOfDay(part, None), _) if is_days(second) => self.part_on(*part, second)?,
            (_, Form::PartOfDay(part, None)) if is_days(first) => self.part_on(*part, first)?,
            (Form::Clock(..), _) if first.latent => return None,
            (_, Form::Clock(..)) if second.latent => return None,
            (Form::Clock(clock, None), _) if is_days(second) => on_days(*clock, Some(&second.series)),
            (_, Form::Clock(clock, None)) if is_days(first) => on_days(*clock, Some(&first.series)),
            (Form::ClockRange(..), _) if is_days(second) => within(second, first, Form::Other),
            (_, Form::ClockRange(..)) if is_days(first) => within(first, second, Form::Other),
            (Form::Clock(clock, None), Form::Offset(steps)) if !first.latent => {
                self.clock_then(*clock, steps, second)?
            }
            (Form::Offset(steps), Form::Clock(clock, None)) if !second.latent => {
                self.clock_then(*clock, steps, first)?
            }
            (Form::Offset(steps), _) if second.is_named() => self.around(steps, second)?,
            (_, Form::Offset(steps)) if first.is_named() => self.around(steps, first)?,
            (
                Form::Clock(..) | Form::PartOfDay(..) | Form::ClockRange(..),
                Form::Clock(..) | Form::PartOfDay(..) | Form::ClockRange(..),
            ) => return None,
            (one, other) => {
                if first.latent
                    && second.latent
                    && !matches!((one, other), (Form::Month, Form::Year) | (Form::Weekday, Form::DayOfMonth))
                {
                    return None;
                }
                if !can_meet(one, other)
                    || first.latent && !may_wait(one, other)
                    || second.latent && !may_wait(other, one)
                {
                    return None;
                }
                let (coarse, fine) =
                    if first.grain >= second.grain { (first, second) } else { (second, first) };
                let form = match (&coarse.form, &fine.form) {
                    (Form::Month, Form::DayOfMonth) => Form::Date,
                    (Form::Year, Form::Month) => Form::Other,
                    (_, Form::PartOfDay(part, _)) => Form::PartOfDay(*part, Some(Rc::clone(&coarse.series))),
                    _ => Form::Other,
                };
                let both = within(coarse, fine, form);
                let dated = matches!((one, other), (Form::Weekday, Form::Date) | (Form::Date, Form::Weekday));
                if dated { self.nearest_agreeing(both) } else { both }
            }
        };
        self.met(joined)
    }

    /// The time in the half of the day that the part says. Of a night that is the evening it begins with or the hours behind midnight:
    /// `tonight at 3`.
    fn hour_of_part(&self, clock: Clock, part: PartWord, days: Option<&Rc<Series>>) -> Clock {
        let mut half = clock.half(part.after_noon);
        if !clock.twelve || !part.after_noon {
            return half;
        }
        if part.from < EVENING {
            // `11 o'clock at lunchtime`: just before it rather than far behind.
            let just_before = (0..2 * HOUR).contains(&(part.from * 60 - clock.seconds));
            return if just_before && half.seconds >= part.to * 60 { clock.half(false) } else { half };
        }
        if half.seconds == NOON {
            // Twelve in the evening is the midnight behind it.
            half.seconds = DAY;
        } else if part.to >= MIDNIGHT && (HOUR..SMALL_HOURS).contains(&clock.seconds) {
            let under_way = days.is_some_and(|days| {
                let now = i32::from(self.now.hour()) * HOUR + i32::from(self.now.minute()) * 60;
                matches!(**days, Series::One(day) if day.start.date() == self.now.date())
                    && now < clock.seconds
            });
            half.seconds = clock.seconds + if under_way { 0 } else { DAY };
        }
        half
    }

    /// `Friday, March 15`, asked in April of a year when it was one: that day rather than the next of the kind, years ahead.
    fn nearest_agreeing(&self, value: Value) -> Value {
        let year = Step { count: 1, grain: Grain::Year };
        let Some((ahead, back)) = add(self.now, year).zip(add(self.now, Step { count: -1, ..year })) else {
            return value;
        };
        let far = value.series.coming(self.now).is_none_or(|day| day.start > ahead);
        match value.series.until(self.now).filter(|day| far && day.start > back) {
            Some(day) => Value::new(Series::One(day), Grain::Day, value.form),
            None => value,
        }
    }

    /// The value where it lies on the calendar at all.
    pub(super) fn met(&self, value: Value) -> Option<Value> {
        (value.series.coming(self.now).is_some() || value.series.until(self.now).is_some()).then_some(value)
    }

    /// `This morning at 3`, asked at 4: the next 3 in the morning.
    fn ahead(&self, value: Value, first: &Value, second: &Value) -> Value {
        let today = |value: &Value| matches!(&value.form, Form::PartOfDay(part, Some(days)) if !part.after_noon && matches!(**days, Series::One(day) if day.start.date() == self.now.date()));
        if !today(first) && !today(second) {
            return value;
        }
        let over = value.series.coming(self.now).is_none_or(|one| one.end <= self.now);
        match &value.form {
            Form::Clock(clock, _) if over => Value::clock(*clock),
            _ => value,
        }
    }

    /// `in 7 days at 5 pm`: on the day so far away.
    fn clock_then(&self, clock: Clock, steps: &[Step], offset: &Value) -> Option<Value> {
        if steps.iter().any(|step| step.grain < Grain::Day) {
            return None;
        }
        let day = floor(self.stretch(offset)?.start, Grain::Day);
        let day = Series::One(Stretch::unit(day, Grain::Day)?);
        Some(on_days(clock, Some(&Rc::new(day))))
    }

    fn days_and(&self, days: &Rc<Series>, more: &Value) -> Option<Rc<Series>> {
        let days = Value::of(Rc::clone(days), Grain::Day, Form::Other);
        self.both(&days, more).map(|both| both.series)
    }

    fn part_on(&self, part: PartWord, days: &Value) -> Option<Value> {
        let daily = Rc::new(Series::Daily { from: part.from, to: part.to });
        let series = Series::within(Rc::clone(&days.series), daily);
        Some(Value::of(series, Grain::Hour, Form::PartOfDay(part, Some(Rc::clone(&days.series)))))
    }

    /// `Christmas in two years`: within the unit so far away.
    fn around(&self, steps: &[Step], named: &Value) -> Option<Value> {
        let at = steps.iter().try_fold(self.now, |at, step| add(at, *step))?;
        let grain = steps.iter().map(|step| step.grain).max()?;
        if grain <= named.grain {
            return None;
        }
        let unit = Stretch::unit(floor(at, grain), grain)?;
        Some(Value::of(
            Series::within(Rc::new(Series::One(unit)), Rc::clone(&named.series)),
            named.grain,
            Form::Other,
        ))
    }
}

fn within(coarse: &Value, fine: &Value, form: Form) -> Value {
    Value::of(Series::within(Rc::clone(&coarse.series), Rc::clone(&fine.series)), fine.grain, form)
}

fn on_days(clock: Clock, days: Option<&Rc<Series>>) -> Value {
    let Some(days) = days else { return Value::clock(clock) };
    let series = if clock.seconds >= DAY {
        // Midnight and what is behind it belong to the evening of the day before.
        let behind = Step { count: i64::from(clock.seconds - DAY), grain: Grain::Second };
        let next_day = Step { count: 1, grain: Grain::Day };
        Series::map(Rc::clone(days), Turn::Shift(vec![next_day, behind], clock.grain))
    } else {
        Series::within(Rc::clone(days), clock.series())
    };
    Value::of(series, clock.grain, Form::Clock(clock, Some(Rc::clone(days))))
}

/// Whether a clock time can be on it.
fn is_days(value: &Value) -> bool {
    let latent_day = matches!(value.form, Form::DayOfMonth | Form::Weekday | Form::Season | Form::Festival);
    (value.grain >= Grain::Day || matches!(value.form, Form::Weekend))
        && (!value.latent || latent_day)
        && !matches!(value.form, Form::Year)
        && value.bound != Some(Bound::Before)
}

/// Whether two kinds of day, month or year narrow each other.
fn can_meet(one: &Form, other: &Form) -> bool {
    use Form::{
        Clock, Date, Day, DayOfMonth, Festival, Month, Now, Offset, Other, PartOfDay, Quarter, Range, Season,
        Unit, Weekday, Weekend, Year,
    };
    match (one, other) {
        (Weekday, Weekday)
        | (Month, Month)
        | (DayOfMonth, DayOfMonth)
        | (Year, Year)
        | (Season, Season)
        | (Weekend, Weekend)
        | (Date, Date | Month | DayOfMonth)
        | (Month | DayOfMonth, Date)
        | (Unit, Unit)
        | (Day, Day | Unit | Month | Year)
        | (Unit | Month | Year, Day)
        | (Now, _)
        | (_, Now)
        | (Quarter, Quarter)
        | (Festival, Festival)
        | (Range, Range) => false,
        (PartOfDay(..), _) | (_, PartOfDay(..)) | (Clock(..), _) | (_, Clock(..)) => false,
        (Offset(_), Offset(_)) => false,
        (Other, Other) => true,
        _ => true,
    }
}

/// Whether something latent becomes a time beside the other.
fn may_wait(latent: &Form, other: &Form) -> bool {
    match latent {
        Form::Year => matches!(
            other,
            Form::Month
                | Form::Date
                | Form::Festival
                | Form::Season
                | Form::Quarter
                | Form::Other
                | Form::Weekend
                | Form::Weekday
        ),
        Form::DayOfMonth => matches!(other, Form::Month | Form::Weekday | Form::Unit | Form::Other),
        Form::Month => true,
        Form::Weekday => true,
        Form::Weekend | Form::Season | Form::Festival => true,
        _ => false,
    }
}
