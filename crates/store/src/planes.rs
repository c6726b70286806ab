//! What blend and experts said of one variable, in few bytes: at each valid time the lowest and the highest quantile in single
//! precision, and the way between them in 4,095ths. A quantile is kept to a four-thousandth of the width of its own distribution, and
//! values that were equal stay equal. About one byte a quantile after compression, where single precision takes four.

use crate::{
    compressed,
    encoding::{pack, unpack},
};
use domain::{ModelId, QuantileForecast, QuantileLevels, Support, Variable, Verifiable, VerifiedExpert};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, sync::Arc};

/// Steps from the lowest to the highest quantile.
const STEPS: f64 = 4095.0;
/// Far more than any takes: 255 experts at 64 valid times.
const LARGEST: usize = 4 << 20;

/// The distributions of one model at all valid times.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Plane {
    /// Empty for the blend, which comes first.
    pub(crate) model: String,
    pub(crate) weight: f32,
    pub(crate) low: Vec<f32>,
    pub(crate) high: Vec<f32>,
    /// From each level to the next but the last, time by time, in 4,095ths of the way from low to high.
    pub(crate) steps: Vec<u16>,
}

/// The planes of blend and experts.
pub(crate) fn of(verifiable: &Verifiable) -> Vec<Plane> {
    let blend = plane("", 0.0, &verifiable.blend);
    let experts =
        verifiable.experts.iter().map(|expert| plane(&expert.model.0, expert.weight, &expert.forecast));
    std::iter::once(blend).chain(experts).collect()
}

#[expect(clippy::cast_possible_truncation, reason = "the precision that is kept")]
fn plane(model: &str, weight: f64, forecast: &QuantileForecast) -> Plane {
    let mut plane = Plane {
        model: model.to_owned(),
        weight: weight as f32,
        low: Vec::new(),
        high: Vec::new(),
        steps: Vec::new(),
    };
    for time in 0..forecast.valid_times().len() {
        let quantiles = forecast.at(time);
        let (low, high) = (quantiles[0], quantiles[quantiles.len() - 1]);
        plane.low.push(low as f32);
        plane.high.push(high as f32);
        let mut reached = 0;
        for quantile in &quantiles[1..quantiles.len().saturating_sub(1).max(1)] {
            let share = if high > low { (quantile - low) / (high - low) } else { 0.0 };
            #[expect(clippy::cast_sign_loss, reason = "quantiles rise with the level")]
            let place = (share * STEPS).round() as u16;
            plane.steps.push(place.saturating_sub(reached));
            reached = place.max(reached);
        }
    }
    plane
}

/// What was said, read off its planes; `None` where they are no whole ones.
pub(crate) fn verifiable(
    variable: &Variable,
    valid_times: &Arc<[Timestamp]>,
    planes: Vec<Plane>,
) -> Option<Verifiable> {
    let mut blend = None;
    let mut experts = Vec::with_capacity(planes.len().saturating_sub(1));
    for plane in planes {
        let forecast = forecast(variable, valid_times, &plane)?;
        if blend.is_none() {
            blend = Some(forecast);
        } else {
            let (model, weight) = (ModelId(Cow::Owned(plane.model)), f64::from(plane.weight));
            experts.push(VerifiedExpert { model, weight, forecast });
        }
    }
    Some(Verifiable { blend: blend?, experts })
}

fn forecast(variable: &Variable, valid_times: &Arc<[Timestamp]>, plane: &Plane) -> Option<QuantileForecast> {
    let levels = QuantileLevels::verified();
    let (times, between) = (valid_times.len(), levels.len() - 2);
    if plane.low.len() != times || plane.high.len() != times || plane.steps.len() != times * between {
        return None;
    }
    let mut values = Vec::with_capacity(times * levels.len());
    for ((low, high), steps) in plane.low.iter().zip(&plane.high).zip(plane.steps.chunks_exact(between)) {
        let (low, high) = (f64::from(*low), f64::from(*high));
        values.push(low);
        let mut reached = 0.0;
        for step in steps {
            reached += f64::from(*step);
            values.push(low + reached / STEPS * (high - low));
        }
        values.push(high);
    }
    // They were moved into the variable's support before they were kept.
    QuantileForecast::new(variable.clone(), Arc::clone(valid_times), levels, values, &Support::REAL).ok()
}

/// Planes as bytes: names and weights, then all lows, all highs, all upper bytes of the steps and all lower ones, compressed.
pub(crate) fn write(planes: &[Plane]) -> Option<Vec<u8>> {
    let times = planes.first().map_or(0, |plane| plane.low.len());
    let mut bytes = vec![u8::try_from(planes.len()).ok()?, u8::try_from(times).ok()?];
    for plane in planes {
        bytes.push(u8::try_from(plane.model.len()).ok()?);
        bytes.extend_from_slice(plane.model.as_bytes());
        bytes.extend_from_slice(&plane.weight.to_le_bytes());
    }
    for ends in [|plane: &Plane| plane.low.clone(), |plane: &Plane| plane.high.clone()] {
        let all: Vec<f32> = planes.iter().flat_map(ends).collect();
        // The bytes of equal rank side by side: those of the upper ranks hardly differ.
        for rank in 0..4 {
            bytes.extend(all.iter().map(|value| value.to_be_bytes()[rank]));
        }
    }
    for rank in 0..2 {
        bytes.extend(planes.iter().flat_map(|plane| &plane.steps).map(|step| step.to_be_bytes()[rank]));
    }
    compressed::compress(&bytes).ok()
}

/// The planes that [`write`] wrote; `None` for anything else.
pub(crate) fn read(bytes: &[u8]) -> Option<Vec<Plane>> {
    let bytes = compressed::decompress(bytes, LARGEST).ok()?;
    let (&[count, times], mut rest) = bytes.split_first_chunk::<2>()?;
    let (count, times) = (usize::from(count), usize::from(times));
    let mut planes = Vec::with_capacity(count);
    for _ in 0..count {
        let (length, after) = rest.split_first()?;
        let (name, after) = after.split_at_checked(usize::from(*length))?;
        let (weight, after) = after.split_first_chunk::<4>()?;
        rest = after;
        planes.push(Plane {
            model: std::str::from_utf8(name).ok()?.to_owned(),
            weight: f32::from_le_bytes(*weight),
            low: Vec::new(),
            high: Vec::new(),
            steps: Vec::new(),
        });
    }
    let between = QuantileLevels::verified().len() - 2;
    let (ends, steps) = (count * times, count * times * between);
    if rest.len() != 8 * ends + 2 * steps {
        return None;
    }
    let (lows, rest) = rest.split_at(4 * ends);
    let (highs, steps_planes) = rest.split_at(4 * ends);
    let end = |bytes: &[u8], at: usize| {
        f32::from_be_bytes([bytes[at], bytes[ends + at], bytes[2 * ends + at], bytes[3 * ends + at]])
    };
    for (index, plane) in planes.iter_mut().enumerate() {
        let range = index * times..(index + 1) * times;
        plane.low = range.clone().map(|at| end(lows, at)).collect();
        plane.high = range.map(|at| end(highs, at)).collect();
        plane.steps = (index * times * between..(index + 1) * times * between)
            .map(|at| u16::from_be_bytes([steps_planes[at], steps_planes[steps + at]]))
            .collect();
    }
    Some(planes)
}

/// Outcomes as bytes, NaN where nothing is known.
pub(crate) fn write_outcomes(outcomes: &[Option<f64>]) -> Vec<u8> {
    #[expect(clippy::cast_possible_truncation, reason = "the precision that is kept")]
    let singles: Vec<f32> =
        outcomes.iter().map(|value| value.map_or(f32::NAN, |value| value as f32)).collect();
    pack(&singles, f32::to_le_bytes)
}

/// The outcomes that [`write_outcomes`] wrote.
pub(crate) fn read_outcomes(bytes: &[u8]) -> Option<Vec<Option<f64>>> {
    let singles = unpack(bytes, f32::from_le_bytes)?;
    Some(singles.into_iter().map(|value| (!value.is_nan()).then_some(f64::from(value))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn said(values: &[Vec<f64>], times: usize) -> Verifiable {
        let valid_times: Arc<[Timestamp]> =
            (0..times).map(|hour| Timestamp::from_second(3600 * hour as i64).expect("in range")).collect();
        let forecast = |values: &Vec<f64>| {
            QuantileForecast::new(
                Variable::Precipitation,
                Arc::clone(&valid_times),
                QuantileLevels::verified(),
                values.clone(),
                &Support::REAL,
            )
            .expect("the shape is right")
        };
        let experts = values[1..].iter().enumerate().map(|(index, values)| VerifiedExpert {
            model: ModelId(Cow::Owned(format!("expert {index}"))),
            weight: 0.25,
            forecast: forecast(values),
        });
        Verifiable { blend: forecast(&values[0]), experts: experts.collect() }
    }

    fn kept(said: &Verifiable) -> Verifiable {
        let bytes = write(&of(said)).expect("few enough");
        let planes = read(&bytes).expect("our own bytes");
        assert_eq!(planes, of(said));
        verifiable(said.blend.variable(), said.blend.valid_times(), planes).expect("whole")
    }

    proptest! {
        #[test]
        fn quantiles_come_back_to_a_four_thousandth_of_their_width(
            (times, values) in (1..6_usize).prop_flat_map(|times| {
                let one = prop::collection::vec(-1e4..1e4_f64, times * 23);
                (Just(times), prop::collection::vec(one, 1..5))
            })
        ) {
            let said = said(&values, times);
            let kept = kept(&said);
            prop_assert_eq!(kept.experts.len(), said.experts.len());
            let pairs = std::iter::once((&said.blend, &kept.blend))
                .chain(said.experts.iter().zip(&kept.experts).map(|(a, b)| (&a.forecast, &b.forecast)));
            for (said, kept) in pairs {
                for time in 0..times {
                    let (said, kept) = (said.at(time), kept.at(time));
                    let width = said[22] - said[0];
                    for (said, kept) in said.iter().zip(kept) {
                        prop_assert!((said - kept).abs() <= width / 8190.0 + said.abs() * 1e-6 + 1e-3, "{said} {kept}");
                    }
                }
            }
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes: Vec<u8>) {
            let _ = read(&bytes);
            let _ = compressed::compress(&bytes).map(|bytes| read(&bytes));
        }
    }

    #[test]
    fn dry_stays_dry_and_certain_stays_certain() {
        let mut rain = vec![0.0; 23];
        rain[20..].copy_from_slice(&[0.2, 1.0, 4.0]);
        let said = said(&[rain, vec![7.25; 23]], 1);
        let kept = kept(&said);
        assert!(kept.blend.at(0)[..20].iter().all(|value| value.to_bits() == 0.0_f64.to_bits()));
        assert_eq!(kept.experts[0].forecast, said.experts[0].forecast);
    }
}
