use super::{WIDTHS, font, ink::Text, layer, paint, palette::Palette, svg::document};
use domain::{Answer, DrawOptions, Drawing};

/// Room round the page.
const MARGIN: f64 = 24.0;

/// The whole answer on one page to keep or send: the sentence, what could spoil it, and every chart with its title, on the
/// card of the theme.
#[must_use]
pub fn sheet(answer: &Answer, options: &DrawOptions) -> Drawing {
    let width = options.width.clamp(*WIDTHS.start(), *WIDTHS.end());
    let palette = Palette::of(options.theme);
    let inner = f64::from(width) - 2.0 * MARGIN;
    let mut lines: Vec<Line> = Vec::new();
    let mut body = String::new();
    let mut y = MARGIN;
    let mut say = |y: &mut f64, words: &str, size: f64, bold: bool, ink: bool| {
        for line in wrapped(words, size, inner) {
            *y += size * 1.35;
            let color = if ink { palette.ink } else { palette.muted };
            let text = Text::new(line, size, color);
            lines.push(Line { y: *y, text: if bold { text.bold() } else { text } });
        }
    };
    say(&mut y, &answer.headline, if width < 480 { 19.0 } else { 23.0 }, true, true);
    y += 4.0;
    let beside: Vec<&str> = [
        answer.outcome.as_ref().map(|outcome| outcome.text.as_str()),
        answer.spoiler.as_deref(),
        answer.usual.as_ref().map(|usual| usual.text.as_str()),
    ]
    .into_iter()
    .flatten()
    .collect();
    say(&mut y, &beside.join(" "), 13.5, false, false);
    for chart in &answer.charts {
        y += 22.0;
        say(&mut y, &chart.title, 14.0, true, true);
        say(&mut y, &chart.note, 12.5, false, false);
        y += 12.0;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a width in pixels")]
        let layer = layer(chart, inner as u32, palette);
        body.push_str(&format!("<g transform=\"translate({MARGIN} {y})\">\n{}</g>\n", layer.body));
        y += f64::from(layer.height);
    }
    y += 12.0;
    let mut foot = vec![answer.question.text.clone()];
    foot.push(format!("as known on {}", answer.issue_time.strftime("%-d %B %Y, %-H:%M")));
    foot.extend(answer.evidence.iter().map(|evidence| format!("{}, {}", evidence.source, evidence.age)));
    say(&mut y, &foot.join("  \u{b7}  "), 11.5, false, false);
    y += MARGIN;
    let page = paint(f64::from(width), y, palette, |canvas| {
        canvas.mark(
            &[(0.0, 0.0), (canvas.width, canvas.height)],
            super::ink::Ink::Cell { fill: Some(palette.card), stroke: None, radius: 0.0 },
        );
        for line in &lines {
            canvas.text(MARGIN, line.y, line.text.clone());
        }
        Vec::new()
    });
    let body = page.body + &body;
    let svg = document(width, page.height, &answer.headline, &body);
    Drawing { id: "answer".to_owned(), svg, width, height: page.height, marks: Vec::new() }
}

struct Line {
    y: f64,
    text: Text,
}

/// Words in lines of at most `width` pixels.
fn wrapped(words: &str, size: f64, width: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words.split_whitespace() {
        match lines.last_mut() {
            Some(line) if font::width(&format!("{line} {word}"), size) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
