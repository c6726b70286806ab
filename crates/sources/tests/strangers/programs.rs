//! Programs, as scripts of a shell that speak as much of the protocol as they need to.

use domain::{SourceConnection, SourceRequest};
use serde_json::{Value, json};
use sources::{LARGEST_ANSWER, LONGEST, SourcesError, ask, look};
use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

/// Answers the greeting as a server does, then does `rest` with each further request; `$id` is its number.
fn script(rest: &str) -> String {
    format!(
        r#"while read -r line; do
    id=${{line#*\"id\":}}; id=${{id%%[,\}}]*}}
    case "$line" in
    *'"method":"initialize"'*) printf '{{"jsonrpc":"2.0","id":%s,"result":{{"protocolVersion":"2025-11-25","capabilities":{{"tools":{{}}}},"serverInfo":{{"name":"stranger","version":"1"}}}}}}\n' "$id" ;;
    *'"method":"notifications/'*) ;;
    *) {rest} ;;
    esac
done"#
    )
}

fn shell(script: &str) -> SourceConnection {
    SourceConnection::Program {
        command: "sh".to_owned(),
        arguments: vec!["-c".to_owned(), script.to_owned()],
        environment: Vec::new(),
    }
}

fn tool() -> SourceRequest {
    SourceRequest::Tool { name: "read".to_owned(), arguments: serde_json::Map::new() }
}

async fn answer(script: &str) -> Result<Value, SourcesError> {
    let begun = Instant::now();
    let answer = ask(&shell(script), &tool()).await;
    assert!(begun.elapsed() < LONGEST + Duration::from_secs(5), "it took {:?}", begun.elapsed());
    answer
}

/// A response with this result, as the script prints it.
fn with_result(result: &Value) -> String {
    let result = result.to_string();
    assert!(!result.contains('\''), "it stands between quotation marks in the script");
    script(&format!(r#"printf '{{"jsonrpc":"2.0","id":%s,"result":%s}}\n' "$id" '{result}'"#))
}

#[tokio::test]
async fn a_program_that_answers_is_read() {
    let answered = answer(&with_result(&json!({"content": [{"type": "text", "text": "[1, 2]"}]}))).await;
    assert_eq!(answered, Ok(json!([1, 2])));
    let structured = json!({"content": [{"type": "text", "text": "no"}], "structuredContent": {"v": 1}});
    assert_eq!(answer(&with_result(&structured)).await, Ok(json!({"v": 1})));
    let refusing = json!({"content": [{"type": "text", "text": "no such\u{202e} station"}], "isError": true});
    assert_eq!(
        answer(&with_result(&refusing)).await,
        Err(SourcesError::Refused { words: "no such station".to_owned() })
    );
}

#[tokio::test]
async fn a_program_that_is_not_there_is_told() {
    let connection = SourceConnection::Program {
        command: "no-such-program-anywhere".to_owned(),
        arguments: Vec::new(),
        environment: Vec::new(),
    };
    assert!(matches!(look(&connection).await, Err(SourcesError::NotStarted { .. })));
}

#[tokio::test]
async fn programs_that_say_nothing_or_nonsense_end_in_time() {
    // Side by side: each takes as long as it may.
    let says_nothing = answer("sleep 1000");
    let after_the_greeting = script("sleep 1000");
    let nothing_more = answer(&after_the_greeting);
    let begun = Instant::now();
    let (first, second) = tokio::join!(says_nothing, nothing_more);
    assert_eq!(first, Err(SourcesError::TooSlow));
    assert_eq!(second, Err(SourcesError::TooSlow));
    assert!(begun.elapsed() >= LONGEST);
}

#[tokio::test]
async fn a_program_that_ends_midway_is_told_with_its_last_words() {
    let dies = script(r#"echo "the sensor is gone" >&2; sleep 0.2; exit 3"#);
    assert_eq!(answer(&dies).await, Err(SourcesError::Ended { words: "the sensor is gone".to_owned() }));
    assert!(matches!(answer("exit 1").await, Err(SourcesError::Ended { .. })));
}

#[tokio::test]
async fn output_without_end_is_not_listened_to_for_long() {
    let begun = Instant::now();
    // Lines that are no messages are answered as such, which nobody reads: it may come to wait for that.
    let babble = answer("yes no").await;
    assert!(matches!(babble, Err(SourcesError::TooLarge | SourcesError::TooSlow)), "{babble:?}");
    let after_the_greeting = script("yes '{}' | tr -d '\\n'");
    assert_eq!(answer(&after_the_greeting).await, Err(SourcesError::TooLarge));
    assert!(begun.elapsed() < LONGEST * 3);
}

#[tokio::test]
async fn a_result_of_a_hundred_megabytes_is_refused() {
    let huge = script(
        r#"printf '{"jsonrpc":"2.0","id":%s,"result":{"content":[{"type":"text","text":"' "$id"; head -c 100000000 /dev/zero | tr '\0' '7'; printf '"}]}}\n'"#,
    );
    assert_eq!(answer(&huge).await, Err(SourcesError::TooLarge));
    // One that may be heard whole, and is still more than an answer may be.
    let large = script(&format!(
        r#"printf '{{"jsonrpc":"2.0","id":%s,"result":{{"content":[{{"type":"text","text":"' "$id"; head -c {} /dev/zero | tr '\0' '7'; printf '"}}]}}}}\n'"#,
        LARGEST_ANSWER + 1
    ));
    assert_eq!(answer(&large).await, Err(SourcesError::TooLarge));
}

#[tokio::test]
async fn a_program_gets_no_key_of_ours_and_ends_with_all_it_started() {
    let folder = tempfile::tempdir().expect("a folder");
    let (environment, started) = (folder.path().join("environment"), folder.path().join("started"));
    let script = format!(
        "env > {}; sleep 1000 & echo $! > {}; {}",
        environment.display(),
        started.display(),
        with_result(&json!({"content": [{"type": "text", "text": "1"}]}))
    );
    let connection = SourceConnection::Program {
        command: "sh".to_owned(),
        arguments: vec!["-c".to_owned(), script],
        environment: vec![("STATION_KEY".to_owned(), "sesame".to_owned())],
    };
    // Cargo tells a test this of itself.
    assert!(std::env::var_os("CARGO_PKG_NAME").is_some() || std::env::var_os("CARGO_MANIFEST_DIR").is_some());
    assert_eq!(ask(&connection, &tool()).await, Ok(json!(1)));
    let seen = fs::read_to_string(&environment).expect("written");
    assert!(seen.contains("STATION_KEY=sesame") && seen.contains("PATH="), "{seen}");
    assert!(!seen.contains("CARGO"), "{seen}");
    let grandchild = fs::read_to_string(&started).expect("written");
    assert!(has_ended(grandchild.trim()), "the program that it started goes on");
}

/// Whether a process is gone, or waits only for its parent to notice.
fn has_ended(process: &str) -> bool {
    let status = Path::new("/proc").join(process).join("stat");
    (0..50).any(|_| {
        let gone = fs::read_to_string(&status).map_or(true, |stat| stat.contains(") Z "));
        if !gone {
            std::thread::sleep(Duration::from_millis(20));
        }
        gone
    })
}
