use rumqttc::{AsyncClient, QoS, SubAck, SubscribeFilter, SubscribeReasonCode, valid_filter};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Which topics the broker was asked for and which of them it doesn't tell. That stays known from connection to connection, until the
/// broker tells the topic after all.
#[derive(Debug, Default)]
pub(super) struct Subscriptions {
    /// Requests that wait to be sent, in their order.
    asked: VecDeque<Vec<String>>,
    /// Those that wait for word from the broker, by the number they were sent with.
    sent: BTreeMap<u16, Vec<String>>,
    refused: BTreeSet<String>,
    /// What is no topic at all.
    invalid: BTreeSet<String>,
}

impl Subscriptions {
    /// There is a new connection: nobody answers what was sent on the last one.
    pub(super) fn begin(&mut self) {
        self.sent.clear();
    }

    /// Asks for these topics; one that is none keeps no other from being listened to.
    pub(super) fn ask(&mut self, client: &AsyncClient, filters: Vec<String>) {
        let (valid, invalid): (Vec<String>, Vec<String>) =
            filters.into_iter().partition(|filter| valid_filter(filter));
        self.invalid.extend(invalid);
        if valid.is_empty() {
            return;
        }
        let wanted = valid.iter().map(|filter| SubscribeFilter::new(filter.clone(), QoS::AtLeastOnce));
        match client.try_subscribe_many(wanted) {
            Ok(()) => self.asked.push_back(valid),
            Err(error) => {
                tracing::warn!(%error, "topics were not asked for; they are at the next connection");
            }
        }
    }

    /// The next request has been sent under this number.
    pub(super) fn sent(&mut self, number: u16) {
        if let Some(filters) = self.asked.pop_front() {
            self.sent.insert(number, filters);
        }
    }

    /// The broker has answered.
    pub(super) fn answered(&mut self, answer: &SubAck) {
        for (filter, code) in self.sent.remove(&answer.pkid).into_iter().flatten().zip(&answer.return_codes) {
            match code {
                SubscribeReasonCode::Failure => self.refused.insert(filter),
                SubscribeReasonCode::Success(_) => self.refused.remove(&filter),
            };
        }
    }

    /// What isn't listened to and what to do about it, in sentences; `None` when all is.
    pub(super) fn warning(&self) -> Option<String> {
        let invalid = listed(&self.invalid).map(|(topics, is)| {
            format!("{topics} {is} nothing that can be listened to; correct it in the settings.")
        });
        let refused = listed(&self.refused).map(|(topics, _)| {
            format!("The broker doesn't let Forecastle listen to {topics}; allow it there, or correct the topic in the settings.")
        });
        let sentences: Vec<String> = invalid.into_iter().chain(refused).collect();
        (!sentences.is_empty()).then(|| sentences.join(" "))
    }
}

/// The topics, the first few by name, and the verb that goes with them.
fn listed(topics: &BTreeSet<String>) -> Option<(String, &'static str)> {
    let mut quoted = topics.iter().map(|topic| format!("\u{201c}{topic}\u{201d}"));
    let first = quoted.next()?;
    Some(match (quoted.next(), topics.len()) {
        (None, _) => (first, "is"),
        (Some(second), 2) => (format!("{first} and {second}"), "are"),
        (Some(second), count) => (format!("{first}, {second} and {} more", count - 2), "are"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rumqttc::MqttOptions;

    #[test]
    fn what_is_refused_is_told_until_it_is_allowed() {
        let (client, _events) = AsyncClient::new(MqttOptions::new("a", "localhost", 1), 10);
        let mut subscriptions = Subscriptions::default();
        let topics = || ["a/b", "c/#/d", "e/#"].map(str::to_owned).to_vec();
        let answer = |pkid, codes: &[Option<()>]| SubAck {
            pkid,
            return_codes: codes
                .iter()
                .map(|allowed| {
                    allowed.map_or(SubscribeReasonCode::Failure, |()| {
                        SubscribeReasonCode::Success(QoS::AtLeastOnce)
                    })
                })
                .collect(),
        };
        assert_eq!(subscriptions.warning(), None);
        subscriptions.ask(&client, topics());
        subscriptions.sent(1);
        subscriptions.answered(&answer(1, &[Some(()), None]));
        assert_eq!(
            subscriptions.warning().unwrap(),
            "“c/#/d” is nothing that can be listened to; correct it in the settings. \
             The broker doesn't let Forecastle listen to “e/#”; allow it there, or correct the topic in the settings."
        );
        // The connection is lost before the broker answers anew.
        subscriptions.begin();
        subscriptions.ask(&client, topics());
        subscriptions.sent(2);
        assert!(subscriptions.warning().unwrap().contains("e/#"));
        subscriptions.answered(&answer(2, &[None, Some(())]));
        let now = subscriptions.warning().unwrap();
        assert!(now.contains("a/b") && !now.contains("e/#"), "{now}");
    }
}
