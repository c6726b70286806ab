//! `cargo xtask train`: learns the weights that are built in, from labelled texts in the repository.

use eyre::{ContextCompat, Result, WrapErr, bail};
use intent::{Domain, LabelledText, SlotKind, train_domains, train_slots};
use serde_json::Value;
use std::{fs, path::Path};

/// What can be learnt.
#[derive(Debug, Clone, PartialEq, Eq, clap::Subcommand)]
pub(crate) enum Train {
    /// What a text asks about and which words say where and when, from `crates/intent/training`.
    Intent,
}

/// Learns, and writes the weights where they are built in from.
pub(crate) fn train(what: &Train) -> Result<()> {
    match what {
        Train::Intent => intent(Path::new("crates/intent")),
    }
}

fn intent(folder: &Path) -> Result<()> {
    let mut texts = Vec::new();
    for (name, read) in [("public.jsonl", labelled as fn(&str) -> Result<LabelledText>), ("own.txt", marked)]
    {
        let path = folder.join("training").join(name);
        let lines = fs::read_to_string(&path).wrap_err_with(|| format!("can't read {}", path.display()))?;
        for (index, line) in lines.lines().enumerate() {
            if !line.is_empty() && !line.starts_with('#') {
                texts.push(read(line).wrap_err_with(|| format!("{}:{}", path.display(), index + 1))?);
            }
        }
    }
    let parted = texts.iter().filter(|labelled| labelled.slots.is_some()).count();
    println!("{} texts, {parted} of them with their parts.", texts.len());
    for (name, bytes) in [("domains.bin", train_domains(&texts)), ("slots.bin", train_slots(&texts))] {
        let path = folder.join("assets").join(name);
        println!("{}: {} bytes.", path.display(), bytes.len());
        fs::write(&path, bytes).wrap_err_with(|| format!("can't write {}", path.display()))?;
    }
    Ok(())
}

fn domain(name: &str) -> Result<Domain> {
    let name = if name == "none" { Domain::Other.name() } else { name };
    Domain::ALL.into_iter().find(|domain| domain.name() == name).wrap_err_with(|| format!("no domain {name}"))
}

fn slot(name: &str) -> Result<SlotKind> {
    SlotKind::ALL.into_iter().find(|slot| slot.name() == name).wrap_err_with(|| format!("no slot {name}"))
}

/// `{"domain": ..., "text": ..., "slots": [[label, from, to], ...]}`, in characters.
fn labelled(line: &str) -> Result<LabelledText> {
    let row: Value = serde_json::from_str(line)?;
    let text = row["text"].as_str().wrap_err("no text")?.to_owned();
    let offsets: Vec<usize> = text.char_indices().map(|(byte, _)| byte).chain([text.len()]).collect();
    let byte = |character: &Value| {
        let character = character.as_u64().and_then(|character| usize::try_from(character).ok());
        character.and_then(|character| offsets.get(character).copied()).wrap_err("a slot outside the text")
    };
    let part = |part: &Value| {
        let kind = slot(part[0].as_str().wrap_err("a slot without a label")?)?;
        Ok((kind, byte(&part[1])?..byte(&part[2])?))
    };
    let slots = row["slots"].as_array().map(|parts| parts.iter().map(part).collect::<Result<_>>());
    let domain = domain(row["domain"].as_str().wrap_err("no domain")?)?;
    Ok(LabelledText { domain, slots: slots.transpose()?, text })
}

/// A domain, a tab, and a text with `[label words]` for its parts.
fn marked(line: &str) -> Result<LabelledText> {
    let (name, mut rest) = line.split_once('\t').wrap_err("no tab")?;
    let mut text = String::new();
    let mut slots = Vec::new();
    while let Some((before, after)) = rest.split_once('[') {
        let Some((part, after)) = after.split_once(']') else { bail!("a bracket is not closed") };
        let (label, words) = part.split_once(' ').wrap_err("a bracket without words")?;
        text.push_str(before);
        let start = text.len();
        text.push_str(words);
        slots.push((slot(label)?, start..text.len()));
        rest = after;
    }
    text.push_str(rest);
    Ok(LabelledText { domain: domain(name)?, slots: (!slots.is_empty()).then_some(slots), text })
}
