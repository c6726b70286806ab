use crate::{
    arguments::{AuditChange, TokensChange},
    print::Printer,
};
use contract::{AuditLogRequest, Commands as _, CreateTokenRequest, Nothing, Problem, TokenRef};
use domain::{AccessToken, SeriesId, TokenId};
use engine::Engine;
use std::process::ExitCode;

/// Lists, makes or revokes tokens.
pub(crate) async fn tokens(
    engine: &Engine,
    change: Option<TokensChange>,
    printer: &mut Printer,
) -> Result<(), Problem> {
    match change {
        None => {
            let tokens = engine.tokens(Nothing {}).await?;
            if printer.is_json() {
                return printer.json(&tokens);
            }
            if tokens.is_empty() {
                return printer.line(
                    "There are no tokens. Make one with `forecastle tokens create NAME --may ask,read`.",
                );
            }
            tokens.iter().try_for_each(|token| printer.line(&line(token)))
        }
        Some(TokensChange::Create { name, may, series, place, model, days }) => {
            let request = CreateTokenRequest {
                name: name.join(" "),
                permissions: may,
                series: series.into_iter().map(SeriesId).collect(),
                places: place,
                models: model,
                days,
            };
            let made = engine.create_token(request).await?;
            if printer.is_json() {
                return printer.json(&made);
            }
            printer.line(&made.secret)?;
            printer.note("Keep it: it isn't told again. Send it as `Authorization: Bearer ...`.")
        }
        Some(TokensChange::Revoke { id }) => {
            engine.revoke_token(TokenRef { id: TokenId(id) }).await?;
            printer.done(&format!("Token {id} opens nothing any more."))
        }
    }
}

fn line(token: &AccessToken) -> String {
    let permissions: Vec<&str> = token.permissions.iter().map(|permission| permission.name()).collect();
    let mut line = format!("{:>3}  {}: {}", token.id.0, token.name, permissions.join(", "));
    let only = |what: &str, names: Vec<&str>| match names.as_slice() {
        [] => String::new(),
        names => format!("; only {what} {}", names.join(", ")),
    };
    line += &only("series", token.series.iter().map(|series| series.0.as_str()).collect());
    line += &only("places", token.places.iter().map(|place| place.name.as_str()).collect());
    line += &only("models", token.models.iter().map(String::as_str).collect());
    if let Some(expires) = token.expires {
        line += &format!("; until {}", expires.strftime("%-d %B %Y"));
    }
    line += &token.last_used.map_or("; never used".to_owned(), |used| {
        let used = used.to_zoned(jiff::tz::TimeZone::system());
        format!("; last used {}", used.strftime("%Y-%m-%d %H:%M"))
    });
    line
}

/// Shows what was done from outside, or checks that the log of it is as it was written.
pub(crate) async fn audit(
    engine: &Engine,
    change: Option<AuditChange>,
    wanted: AuditLogRequest,
    printer: &mut Printer,
) -> Result<ExitCode, Problem> {
    if let Some(AuditChange::Verify) = change {
        let check = engine.verify_audit(Nothing {}).await?;
        if printer.is_json() {
            printer.json(&check)?;
        } else {
            printer.line(&check.text)?;
            printer.line(&format!("Newest hash: {}", check.newest))?;
        }
        return Ok(if check.sound { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    let is_all = wanted.before.is_none() && wanted.containing.is_none() && wanted.outcome.is_none();
    let log = engine.audit_log(wanted).await?;
    if printer.is_json() {
        printer.json(&log)?;
        return Ok(ExitCode::SUCCESS);
    }
    if log.entries.is_empty() {
        printer.line(if is_all { "Nobody has asked from outside yet." } else { "Nothing of that kind." })?;
    }
    for chained in &log.entries {
        let entry = &chained.entry;
        let times = if entry.times > 1 { format!(" \u{d7} {}", entry.times) } else { String::new() };
        printer.line(&format!(
            "{:>6}  {}  {}  {}{times}: {}",
            chained.number, entry.at, entry.who, entry.command, entry.outcome
        ))?;
    }
    Ok(ExitCode::SUCCESS)
}
