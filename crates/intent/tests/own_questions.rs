//! Our own questions, held against the frames written beside them: no category may fall behind what is reached. The example
//! `questions` tells what is wrong in the half that is tuned on.

#[path = "questions/judge.rs"]
mod judge;
mod support;

/// The share of each half that is read exactly as its frame says, and what is asked for.
#[test]
fn nine_of_ten_questions_are_read_as_their_frames_say_in_both_halves() {
    for (half, lines, least) in [
        ("tuned", include_str!("questions/tuned.jsonl"), 0.94),
        ("held out", include_str!("questions/held_out.jsonl"), 0.90),
    ] {
        let verdicts = judge::judge(lines);
        let right = verdicts.iter().filter(|verdict| verdict.faults.is_empty()).count();
        let share = right as f64 / verdicts.len() as f64;
        assert!(verdicts.len() > 200, "{half}: {} questions", verdicts.len());
        let tally = judge::tally(&verdicts);
        // Of the half that is held out only the figures are shown.
        let wrong: Vec<&String> = verdicts
            .iter()
            .filter(|verdict| !verdict.faults.is_empty() && half == "tuned")
            .map(|verdict| &verdict.text)
            .collect();
        assert!(share >= least, "{half}: {right} of {}, {tally:?} {wrong:?}", verdicts.len());
    }
}
