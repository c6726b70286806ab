use crate::{Report, skill::Group, tables::tables};
use domain::{Chart, ChartData, LeadBucket, ReliabilityPoint, SkillLine, SkillPoint, Table};

/// The charts of a report: `reliability`, `skill` and `pit`, each only where there is something to draw.
#[must_use]
pub fn charts(report: &Report) -> Vec<Chart> {
    [reliability(report), skill(report), pit(report)].into_iter().flatten().collect()
}

fn table(report: &Report, title: &str) -> Table {
    let found = tables(report).into_iter().find(|(known, _)| known == title);
    found.map_or(Table { columns: Vec::new(), rows: Vec::new() }, |(_, table)| table)
}

fn reliability(report: &Report) -> Option<Chart> {
    let events = report.events.as_ref()?;
    let points: Vec<ReliabilityPoint> = events
        .bins
        .iter()
        .filter_map(|bin| {
            let (lower, upper) = bin.consistent?;
            Some(ReliabilityPoint { said: bin.said, happened: bin.share()?, count: bin.count, lower, upper })
        })
        .collect();
    let off = events.bins.iter().filter(|bin| !bin.is_consistent()).count();
    let finding = match off {
        0 => "every point lies within its bar".to_owned(),
        1 => "one point lies outside its bar".to_owned(),
        off => format!("{off} points lie outside their bars"),
    };
    Some(Chart {
        id: "reliability".to_owned(),
        title: "How often it happened against the chance given".to_owned(),
        note: "On the line, things happened as often as was said. A bar shows where a point lies in 90 of 100 cases when the \
               chances are right; it is long where there are few."
            .to_owned(),
        alt: format!(
            "Of {} events {} happened; by the chance given in tenths, {finding}.",
            events.count, events.happened
        ),
        data: ChartData::Reliability {
            points,
            base_rate: f64::from(events.happened) / f64::from(events.count.max(1)),
        },
        table: table(report, "How often it happened"),
    })
}

fn skill(report: &Report) -> Option<Chart> {
    let row = |lead: LeadBucket| report.rows.iter().find(|row| row.group == Group::Lead(lead));
    let leads: Vec<LeadBucket> = LeadBucket::ALL.into_iter().filter(|lead| row(*lead).is_some()).collect();
    let line = |at: usize, reference: &str| {
        let points: Vec<Option<SkillPoint>> = leads
            .iter()
            .map(|lead| {
                let skill = row(*lead)?.skills[at]?;
                let interval = skill.interval.map(|interval| (interval.low, interval.high));
                Some(SkillPoint { skill: skill.value, interval })
            })
            .collect();
        points.iter().any(Option::is_some).then(|| SkillLine { reference: reference.to_owned(), points })
    };
    let lines: Vec<SkillLine> = [line(0, "what is usual"), line(1, "persistence"), line(2, "raw guidance")]
        .into_iter()
        .flatten()
        .collect();
    let first = lines.first()?;
    let told: Vec<String> = leads
        .iter()
        .zip(&first.points)
        .filter_map(|(lead, point)| Some(format!("{:+.0} % {}", 100.0 * point.as_ref()?.skill, lead.name())))
        .collect();
    Some(Chart {
        id: "skill".to_owned(),
        title: "Skill by how far ahead".to_owned(),
        note: "Above the line the forecasts beat the reference, at 100 % they would be perfect. Bars hold 95 of 100 draws of \
               other days; without one there are too few days."
            .to_owned(),
        alt: format!("Against {}: {}.", first.reference, told.join(", ")),
        data: ChartData::Skill { leads: leads.iter().map(|lead| lead.name().to_owned()).collect(), lines },
        table: table(report, "By how far ahead"),
    })
}

fn pit(report: &Report) -> Option<Chart> {
    let all = report.rows.iter().find(|row| row.group == Group::Everything)?;
    let ends = all.pit[0] + all.pit[all.pit.len() - 1];
    let finding = if ends > 0.28 {
        "more outcomes fell at the ends of the spread than should: it was too narrow"
    } else if ends < 0.13 {
        "fewer outcomes fell at the ends of the spread than should: it was too wide"
    } else {
        "outcomes fell at the ends of the spread about as often as they should"
    };
    let parts = all.pit.len();
    let rows = all.pit.iter().enumerate().map(|(part, share)| {
        let (from, to) = (100 * part / parts, 100 * (part + 1) / parts);
        vec![format!("{from} to {to} %"), format!("{:.1} %", 100.0 * share)]
    });
    Some(Chart {
        id: "pit".to_owned(),
        title: "Where in the spread the outcomes fell".to_owned(),
        note: "Flat when the spread is right: each tenth of it should hold a tenth of what came. High ends: too narrow. A hill: \
               too wide."
            .to_owned(),
        alt: format!("Of {} values, {finding}.", all.count),
        data: ChartData::PitHistogram { shares: all.pit.to_vec(), count: all.count },
        table: Table {
            columns: ["Part of the spread", "Outcomes in it"].map(str::to_owned).to_vec(),
            rows: rows.collect(),
        },
    })
}
