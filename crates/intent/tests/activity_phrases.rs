//! What people say of things to do, asked at home in Lisbon on Wednesday 12 June 2013 at 10:20.

mod support;

use support::Reader;

/// Every phrase is read as the line beside it says; all that differ are shown at once.
fn check(phrases: &[(&str, &str)]) {
    let reader = Reader::new();
    let read = |phrase: &str| reader.account(phrase);
    let wrong: Vec<String> = phrases
        .iter()
        .filter(|(phrase, expected)| read(phrase) != *expected)
        .map(|(phrase, expected)| format!("{phrase}\n  expected {expected}\n  read     {}", read(phrase)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn activities_are_read_with_their_place_and_hours() {
    check(&[
        ("tomorrow's picnic", "picnic 3 h | Lisbon | 06-13 11 to 17 | assumed where hours needs"),
        ("picnic", "picnic 3 h | Lisbon | 06-12 11 to 17 | assumed where when hours needs"),
        ("Picnic tomorrow in Porto", "picnic 3 h | Porto | 06-13 11 to 17 | assumed hours needs"),
        ("a picnic on Saturday", "picnic 3 h | Lisbon | 06-15 11 to 17 | assumed where hours needs"),
        ("BBQ on Sunday evening", "barbecue 3 h | Lisbon | 06-16 18 to 22 | assumed where hours needs"),
        ("can we grill tonight?", "barbecue 3 h | Lisbon | 06-12 18 to 23 | assumed where hours needs"),
        ("go for a run at 7am tomorrow", "run 1 h | Lisbon | 06-13 07 to 08 | assumed where hours needs"),
        ("should I jog this evening?", "run 1 h | Lisbon | 06-12 18 to 22 | assumed where hours needs"),
        (
            "hike on Saturday and Sunday",
            "hike 4 h | Lisbon | 06-15 08 to 18, 06-16 08 to 18 | assumed where hours needs",
        ),
        (
            "a bike ride this weekend",
            "cycling 2 h | Lisbon | 06-15 08 to 19, 06-16 08 to 19 | assumed where hours needs",
        ),
        (
            "cycling next weekend",
            "cycling 2 h | Lisbon | 06-22 08 to 19, 06-23 08 to 19 | assumed where when hours needs",
        ),
        (
            "beach on Saturday or Sunday",
            "beach compared | Lisbon | 06-15 10 to 18, 06-16 10 to 18 | assumed where hours needs",
        ),
        (
            "go to the beach in The Hague on Friday",
            "beach 4 h | The Hague | 06-14 10 to 18 | assumed hours needs",
        ),
        (
            "picnic in Virginia Beach tomorrow",
            "picnic 3 h | Virginia Beach | 06-13 11 to 17 | assumed hours needs",
        ),
        ("sailing tomorrow afternoon", "sailing 4 h | Lisbon | 06-13 12 to 18 | assumed where hours needs"),
        ("stargazing tonight", "stargazing 2 h | Lisbon | 06-12 21 to 06-13 04 | assumed where hours needs"),
        (
            "watch the stars on Friday night in Nice",
            "stargazing 2 h | Nice | 06-14 21 to 06-15 04 | assumed hours needs",
        ),
        (
            "hang out the washing tomorrow",
            "laundry 4 h | Lisbon | 06-13 08 to 18 | assumed where hours needs",
        ),
        (
            "when should I do laundry?",
            "laundry 4 h | Lisbon | 06-12 11 to 18 | assumed where when hours needs",
        ),
        ("mow the lawn on Friday", "mowing 2 h | Lisbon | 06-14 09 to 19 | assumed where hours needs"),
        (
            "paint the fence next week",
            "painting 5 h | Lisbon | 06-17 08 to 18, 06-18 08 to 18, 06-19 08 to 18, 06-20 08 to 18, 06-21 08 to 18, 06-22 08 to 18, 06-23 08 to 18 | assumed where hours needs",
        ),
        ("fly my drone tomorrow at 10", "drone 1 h | Lisbon | 06-13 10 to 11 | assumed where hours needs"),
        (
            "can I cycle to work tomorrow?",
            "commute 1 h | Lisbon | 06-13 07 to 10 | assumed where hours needs",
        ),
        ("my commute on Monday", "commute 1 h | Lisbon | 06-17 07 to 10 | assumed where hours needs"),
        (
            "when should I go for a run tomorrow?",
            "run 1 h | Lisbon | 06-13 06 to 21 | assumed where hours needs",
        ),
        ("3-hour picnic tomorrow", "picnic 3 h | Lisbon | 06-13 11 to 17 | assumed where hours needs"),
        (
            "picnic for two hours tomorrow from 12 to 18",
            "picnic 2 h | Lisbon | 06-13 12 to 18 | assumed where needs",
        ),
        ("picnic tomorrow from 2 to 4", "picnic 2 h | Lisbon | 06-13 14 to 16 | assumed where needs"),
        (
            "barbecue between 5 and 9 pm on Friday",
            "barbecue 3 h | Lisbon | 06-14 17 to 21 | assumed where hours needs",
        ),
        ("run in two hours", "run 1 h | Lisbon | 06-12 12 to 13 | assumed where hours needs"),
        ("run in the next 3 hours", "run 1 h | Lisbon | 06-12 11 to 14 | assumed where hours needs"),
        ("picnic today", "picnic 3 h | Lisbon | 06-12 11 to 17 | assumed where hours needs"),
        ("picnic this morning", "picnic 1 h | Lisbon | 06-12 11 to 12 | assumed where hours needs"),
        (
            "is it too windy to sail next weekend?",
            "sailing 4 h not | Lisbon | 06-22 09 to 19, 06-23 09 to 19 | every wind <= 10.8, every gusts <= 13.9 | assumed where when hours needs",
        ),
        (
            "is it too hot to run at noon tomorrow?",
            "run 1 h not | Lisbon | 06-13 12 to 13 | every temperature <= 24 | assumed where hours needs",
        ),
        (
            "is it warm enough for the beach on Friday?",
            "beach 4 h | Lisbon | 06-14 10 to 18 | every temperature >= 22 | assumed where hours needs",
        ),
        (
            "is it dry enough to paint the fence on Saturday?",
            "painting 5 h | Lisbon | 06-15 08 to 18 | every rain <= 0 | assumed where hours needs",
        ),
        (
            "picnic with wind under 15 km/h tomorrow",
            "picnic 3 h | Lisbon | 06-13 11 to 17 | every rain <= 0.1, every temperature 18 to 30, every wind <= 4.17 | assumed where hours needs",
        ),
        (
            "picnic tomorrow above 22 degrees",
            "picnic 3 h | Lisbon | 06-13 11 to 17 | every rain <= 0.1, every temperature >= 22, every wind <= 5.5 | assumed where hours needs",
        ),
        ("picnic the day after tomorrow", "picnic 3 h | Lisbon | 06-14 11 to 17 | assumed where hours needs"),
        ("picnic on 14 June", "picnic 3 h | Lisbon | 06-14 11 to 17 | assumed where hours needs"),
        ("picnic on June 14th", "picnic 3 h | Lisbon | 06-14 11 to 17 | assumed where hours needs"),
        ("picnic 2013-06-14", "picnic 3 h | Lisbon | 06-14 11 to 17 | assumed where hours needs"),
        ("picnic on 14/06/2013", "picnic 3 h | Lisbon | 06-14 11 to 17 | assumed where hours needs"),
        ("picnic on 03/07", "picnic 3 h | Lisbon | 07-03 11 to 17 | assumed where when hours needs"),
        ("picnic on 12/25", "picnic 3 h | Lisbon | 12-25 11 to 17 | assumed where hours needs"),
        ("picnic in 3 days", "picnic 3 h | Lisbon | 06-15 11 to 17 | assumed where hours needs"),
        ("picnic next Friday", "picnic 3 h | Lisbon | 06-21 11 to 17 | assumed where when hours needs"),
        ("picnic this Friday", "picnic 3 h | Lisbon | 06-14 11 to 17 | assumed where hours needs"),
        ("picnic on Wednesday", "picnic 3 h | Lisbon | 06-19 11 to 17 | assumed where when hours needs"),
        (
            "picnic next week",
            "picnic 3 h | Lisbon | 06-17 11 to 17, 06-18 11 to 17, 06-19 11 to 17, 06-20 11 to 17, 06-21 11 to 17, 06-22 11 to 17, 06-23 11 to 17 | assumed where hours needs",
        ),
        (
            "picnic this week",
            "picnic 3 h | Lisbon | 06-12 11 to 17, 06-13 11 to 17, 06-14 11 to 17, 06-15 11 to 17, 06-16 11 to 17 | assumed where hours needs",
        ),
        ("picnic on the 20th", "picnic 3 h | Lisbon | 06-20 11 to 17 | assumed where hours needs"),
        ("picnic at Easter", "picnic 3 h | Lisbon | 2014-04-20 11 to 17 | assumed where hours needs"),
        ("barbecue on New Year's Eve", "barbecue 3 h | Lisbon | 12-31 12 to 21 | assumed where hours needs"),
        ("run tomorrow at 14:30", "run 1 h | Lisbon | 06-13 14 to 15 | assumed where hours needs"),
        ("run at 8", "run 1 h | Lisbon | 06-13 08 to 09 | assumed where when hours needs"),
        ("run tomorrow at 8 in the evening", "run 1 h | Lisbon | 06-13 20 to 21 | assumed where hours needs"),
        ("run before 9 tomorrow", "run 1 h | Lisbon | 06-13 06 to 09 | assumed where hours needs"),
        ("run after 6pm today", "run 1 h | Lisbon | 06-12 18 to 21 | assumed where hours needs"),
        (
            "picnic by Friday",
            "picnic 3 h | Lisbon | 06-12 11 to 17, 06-13 11 to 17, 06-14 11 to 17 | assumed where hours needs",
        ),
        (
            "picnic from Friday to Sunday",
            "picnic 3 h | Lisbon | 06-14 11 to 17, 06-15 11 to 17, 06-16 11 to 17 | assumed where hours needs",
        ),
        (
            "picnic on 20-22 June",
            "picnic 3 h | Lisbon | 06-20 11 to 17, 06-21 11 to 17, 06-22 11 to 17 | assumed where hours needs",
        ),
        (
            "picnic on Saturday in July",
            "picnic 3 h | Lisbon | 07-06 11 to 17, 07-13 11 to 17, 07-20 11 to 17, 07-27 11 to 17 | assumed where hours needs",
        ),
        (
            "picnic on 14 June 2017",
            "picnic 3 h | Lisbon | 2017-06-14 11 to 17 | assumed where when hours needs",
        ),
        ("picnic in the garden tomorrow", "picnic 3 h | Lisbon | 06-13 11 to 17 | assumed where hours needs"),
        ("Porto or Lisbon tomorrow picnic", "picnic compared | Porto | 06-13 11 to 17 | assumed hours needs"),
        ("pincic tomorrow", "picnic 3 h | Lisbon | 06-13 11 to 17 | assumed what where hours needs"),
        ("picnic at home tomorrow", "picnic 3 h | Lisbon | 06-13 11 to 17 | assumed hours needs"),
        ("run near me tomorrow", "run 1 h | Lisbon | 06-13 06 to 21 | assumed hours needs"),
        (
            "the day after tomorrow, picnic, Porto",
            "picnic 3 h | Porto | 06-14 11 to 17 | assumed hours needs",
        ),
        ("picnic Portland Maine saturday", "picnic 3 h | Portland US | 06-15 11 to 17 | assumed hours needs"),
        (
            "picnic in London on Saturday",
            "picnic 3 h | London GB | 06-15 11 to 17 | assumed where hours needs",
        ),
        ("Lisbon, picnic, Saturday", "picnic 3 h | Lisbon | 06-15 11 to 17 | assumed hours needs"),
        ("drive to work monday morning", "commute 1 h | Lisbon | 06-17 06 to 12 | assumed where hours needs"),
        (
            "will the weather be nice for a picnic on Saturday",
            "picnic 3 h | Lisbon | 06-15 11 to 17 | assumed where hours needs",
        ),
        ("best time for a run tomorrow", "run 1 h | Lisbon | 06-13 06 to 21 | assumed where hours needs"),
        (
            "when is the best time to fly my drone this weekend",
            "drone 1 h | Lisbon | 06-15 08 to 19, 06-16 08 to 19 | assumed where hours needs",
        ),
        (
            "is tomorrow a good day for a hike",
            "hike 4 h | Lisbon | 06-13 08 to 18 | assumed where hours needs",
        ),
        (
            "could we go sailing on sunday from 10 to 2",
            "sailing 4 h | Lisbon | 06-16 10 to 14 | assumed where hours needs",
        ),
        (
            "sailing on Saturday, wind 10 to 20 knots",
            "sailing 4 h | Lisbon | 06-15 09 to 19 | every wind 5.14 to 10.29, every gusts <= 13.9, every rain <= 2.5, every visibility >= 1 | assumed where hours needs",
        ),
        ("2pm saturday barbecue", "barbecue 3 h | Lisbon | 06-15 14 to 17 | assumed where hours needs"),
        ("barbecue sat 2pm", "barbecue 3 h | Lisbon | 06-15 14 to 17 | assumed where hours needs"),
        ("barbecue Sat", "barbecue 3 h | Lisbon | 06-15 12 to 21 | assumed where hours needs"),
        ("run on wed", "run 1 h | Lisbon | 06-19 06 to 21 | assumed where when hours needs"),
        ("barbecue 14:00-18:00 tomorrow", "barbecue 4 h | Lisbon | 06-13 14 to 18 | assumed where needs"),
        ("barbecue at 7", "barbecue 3 h | Lisbon | 06-12 19 to 22 | assumed where when hours needs"),
        (
            "dinner outside tomorrow evening",
            "eating_outside 2 h | Lisbon | 06-13 18 to 22 | assumed where hours needs",
        ),
        ("run tomorrow 6 to 7 am", "run 1 h | Lisbon | 06-13 06 to 07 | assumed where hours needs"),
        ("run at midnight", "run 1 h | Lisbon | 06-13 00 to 01 | assumed where when hours needs"),
        (
            "picnic from 11am to 3pm next Saturday",
            "picnic 4 h | Lisbon | 06-22 11 to 15 | assumed where when needs",
        ),
        ("stargazing", "stargazing 2 h | Lisbon | 06-12 21 to 06-13 04 | assumed where when hours needs"),
        (
            "stargazing on 10 August",
            "stargazing 2 h | Lisbon | 08-10 21 to 08-11 04 | assumed where hours needs",
        ),
        (
            "stargazing this weekend from 11pm to 2am",
            "stargazing 3 h | Lisbon | 06-15 23 to 06-16 02, 06-16 23 to 06-17 02 | assumed where needs",
        ),
        ("may 5 picnic", "picnic 3 h | Lisbon | 2014-05-05 11 to 17 | assumed where hours needs"),
        ("picnic on May the 5th", "picnic 3 h | Lisbon | 2014-05-05 11 to 17 | assumed where hours needs"),
        ("picnic on the first of July", "picnic 3 h | Lisbon | 07-01 11 to 17 | assumed where hours needs"),
        ("picnic at 12", "picnic 3 h | Lisbon | 06-12 12 to 15 | assumed where when hours needs"),
        ("picnic at 25", "picnic 3 h | Lisbon | 06-12 11 to 17 | assumed where when hours needs"),
        ("picnic in 10 years", "picnic 3 h | Lisbon | 2023-06-12 11 to 17 | assumed where when hours needs"),
        ("picnic next christmas", "picnic 3 h | Lisbon | 12-25 11 to 17 | assumed where hours needs"),
        ("gardening this afternoon", "gardening 2 h | Lisbon | 06-12 12 to 18 | assumed where hours needs"),
        ("go for a walk after work", "walk 1 h | Lisbon | 06-12 17 to 21 | assumed where when hours needs"),
        (
            "walk the dog at lunchtime",
            "dog_walk 1 h | Lisbon | 06-12 11 to 14 | assumed where when hours needs",
        ),
        ("hang out the washing now", "laundry 4 h | Lisbon | 06-12 11 to 15 | assumed where hours needs"),
        ("can i run tomorrow", "run 1 h | Lisbon | 06-13 06 to 21 | assumed where hours needs"),
        ("picnic with david tomorrow", "picnic 3 h | Lisbon | 06-13 11 to 17 | assumed where hours needs"),
        ("picnic for Anna tomorrow", "picnic 3 h | Lisbon | 06-13 11 to 17 | assumed where hours needs"),
        ("picnic lisboa tomorrow", "picnic 3 h | Lisbon | 06-13 11 to 17 | assumed where hours needs"),
        (
            "Should we have the barbecue on Saturday or wait until Sunday?",
            "barbecue compared | Lisbon | 06-15 12 to 21, 06-16 12 to 21 | assumed where hours needs",
        ),
        ("picnic this arvo", "picnic 3 h | Lisbon | 06-12 12 to 18 | assumed where hours needs"),
        ("fancy a bbq tmrw", "barbecue 3 h | Lisbon | 06-13 12 to 21 | assumed where hours needs"),
        (
            "is sunday ok for a bike ride around Porto",
            "cycling 2 h | Porto | 06-16 08 to 19 | assumed hours needs",
        ),
        (
            "is it safe to fly my drone tomorrow afternoon in Seattle",
            "drone 1 h | Seattle | 06-13 12 to 18 | assumed hours needs",
        ),
        ("good drying day tomorrow?", "laundry 4 h | Lisbon | 06-13 08 to 18 | assumed where hours needs"),
        (
            "is it good weather for laundry on Thursday",
            "laundry 4 h | Lisbon | 06-13 08 to 18 | assumed where hours needs",
        ),
        (
            "paint the fence this weekend - will it be dry?",
            "painting 5 h | Lisbon | 06-15 08 to 18, 06-16 08 to 18 | assumed where hours needs",
        ),
        (
            "clear sky for stargazing on friday in Nice?",
            "stargazing 2 h | Nice | 06-14 21 to 06-15 04 | assumed hours needs",
        ),
        (
            "too cold to swim in the sea on Sunday?",
            "swimming 1 h not | Lisbon | 06-16 07 to 20 | every temperature >= 16 | assumed where hours needs",
        ),
        ("sailing Sat 10-16", "sailing 6 h | Lisbon | 06-15 10 to 16 | assumed where needs"),
        (
            "sailing on Saturday with at least 10 knots",
            "sailing 4 h | Lisbon | 06-15 09 to 19 | every wind >= 5.14, every gusts <= 13.9, every rain <= 2.5, every visibility >= 1 | assumed where hours needs",
        ),
        ("run tomorrow before work", "run 1 h | Lisbon | 06-13 05 to 09 | assumed where hours needs"),
        ("run at 6:30", "run 1 h | Lisbon | 06-12 18 to 19 | assumed where when hours needs"),
        ("walk at lunch", "walk 1 h | Lisbon | 06-12 11 to 14 | assumed where when hours needs"),
        ("commute tomorrow 8am and 6pm", "commute 1 h | Lisbon | 06-13 08 to 09 | assumed where hours needs"),
        ("Picnic on 24.12.", "picnic 3 h | Lisbon | 12-24 11 to 17 | assumed where hours needs"),
        ("picnic 1 July", "picnic 3 h | Lisbon | 07-01 11 to 17 | assumed where hours needs"),
        ("picnic 1st july 2013 in porto", "picnic 3 h | Porto | 07-01 11 to 17 | assumed hours needs"),
        ("picnic at the beach", "picnic 3 h | Lisbon | 06-12 11 to 17 | assumed where when hours needs"),
        ("Sunday lunch outside", "eating_outside 2 h | Lisbon | 06-16 11 to 22 | assumed where hours needs"),
        (
            "marathon in Boston on 15 April 2014",
            "run 1 h | Boston | 2014-04-15 06 to 21 | assumed hours needs",
        ),
        ("hang washing out", "laundry 4 h | Lisbon | 06-12 11 to 18 | assumed where when hours needs"),
        (
            "can i put the washing out today",
            "laundry 4 h | Lisbon | 06-12 11 to 18 | assumed where hours needs",
        ),
        (
            "picnic at the beach on Saturday",
            "picnic 3 h | Lisbon | 06-15 11 to 17 | assumed where hours needs",
        ),
        (
            "picnic in the park or garden on Saturday",
            "picnic 3 h | Lisbon | 06-15 11 to 17 | assumed where hours needs",
        ),
    ]);
}
