use domain::{Chart, ChartData};

/// The numbers of a chart as comma-separated values (RFC 4180): times in ISO 8601 with their offset, numbers with a
/// decimal point in the unit the heading names, empty where unknown.
#[must_use]
pub fn csv(chart: &Chart) -> String {
    let mut lines = Lines(String::new());
    match &chart.data {
        ChartData::HourStrip { hours } => {
            lines.push(["start", "chance", "asked", "best_window", "held"]);
            for hour in hours {
                lines.push([
                    moment(&hour.start),
                    number(hour.chance),
                    hour.asked.to_string(),
                    hour.best.to_string(),
                    hour.held.map_or_else(String::new, |held| held.to_string()),
                ]);
            }
        }
        ChartData::Fan { unit, times, median, bands, observed, usual, .. } => {
            let mut heading = vec!["start".to_owned(), with_unit("median", unit)];
            for band in bands {
                heading.push(format!("lower_{}", band.percent));
                heading.push(format!("upper_{}", band.percent));
            }
            heading.extend(["usual".to_owned(), "observed".to_owned()]);
            lines.push(heading);
            for (index, time) in times.iter().enumerate() {
                let mut row = vec![moment(time), number(median[index])];
                for band in bands {
                    row.extend([number(band.lower[index]), number(band.upper[index])]);
                }
                row.push(usual.as_ref().map_or_else(String::new, |usual| number(usual[index])));
                row.push(observed.as_ref().and_then(|values| values[index]).map_or_else(String::new, number));
                lines.push(row);
            }
        }
        ChartData::Reliability { points, .. } => {
            lines.push(["chance_given", "share_happened", "count", "expected_from", "expected_to"]);
            for point in points {
                lines.push([
                    number(point.said),
                    number(point.happened),
                    point.count.to_string(),
                    number(point.lower),
                    number(point.upper),
                ]);
            }
        }
        ChartData::Skill { leads, lines: references } => {
            lines.push(["lead", "reference", "skill", "from", "to"]);
            for (at, lead) in leads.iter().enumerate() {
                for line in references {
                    let Some(Some(point)) = line.points.get(at) else { continue };
                    let end = |pick: fn((f64, f64)) -> f64| {
                        point.interval.map_or_else(String::new, |interval| number(pick(interval)))
                    };
                    lines.push([
                        lead.clone(),
                        line.reference.clone(),
                        number(point.skill),
                        end(|(low, _)| low),
                        end(|(_, high)| high),
                    ]);
                }
            }
        }
        ChartData::PitHistogram { shares, .. } => {
            lines.push(["from", "to", "share"]);
            let parts = shares.len() as f64;
            for (part, share) in shares.iter().enumerate() {
                lines.push([
                    number(part as f64 / parts),
                    number((part as f64 + 1.0) / parts),
                    number(*share),
                ]);
            }
        }
        ChartData::QuantileDotplot { unit, dots, .. } => {
            lines.push(["level".to_owned(), with_unit("value", unit), "as_asked".to_owned()]);
            for (index, dot) in dots.iter().enumerate() {
                lines.push([
                    number((index as f64 + 0.5) / dots.len() as f64),
                    number(dot.value),
                    dot.meets.map_or_else(String::new, |meets| meets.to_string()),
                ]);
            }
        }
    }
    lines.0
}

struct Lines(String);

impl Lines {
    fn push<T: AsRef<str>>(&mut self, fields: impl IntoIterator<Item = T>) {
        for (index, field) in fields.into_iter().enumerate() {
            let field = field.as_ref();
            if index > 0 {
                self.0.push(',');
            }
            if field.contains([',', '"', '\n', '\r']) {
                self.0.push('"');
                self.0.push_str(&field.replace('"', "\"\""));
                self.0.push('"');
            } else {
                self.0.push_str(field);
            }
        }
        self.0.push_str("\r\n");
    }
}

fn with_unit(name: &str, unit: &str) -> String {
    if unit.is_empty() { name.to_owned() } else { format!("{name} ({unit})") }
}

fn moment(time: &jiff::Zoned) -> String {
    time.strftime("%Y-%m-%dT%H:%M%:z").to_string()
}

fn number(value: f64) -> String {
    if value.is_finite() { value.to_string() } else { String::new() }
}
