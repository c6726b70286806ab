//! Who is being attended to: what is done in the background makes way for a person's question.

use tokio::sync::watch;

/// How many questions are being answered.
pub(crate) struct Attention {
    asked: watch::Sender<usize>,
}

impl Default for Attention {
    fn default() -> Self {
        Self { asked: watch::channel(0).0 }
    }
}

/// A question is being answered as long as this is held.
pub(crate) struct Held<'a>(&'a Attention);

impl Attention {
    /// A person waits for an answer from now on.
    pub(crate) fn hold(&self) -> Held<'_> {
        self.asked.send_modify(|asked| *asked += 1);
        Held(self)
    }

    /// Returns as soon as nobody waits.
    pub(crate) async fn idle(&self) {
        self.until(|asked| asked == 0).await;
    }

    /// Returns as soon as somebody waits.
    pub(crate) async fn wanted(&self) {
        self.until(|asked| asked > 0).await;
    }

    async fn until(&self, state: impl Fn(usize) -> bool) {
        let mut asked = self.asked.subscribe();
        // The sender lives as long as this.
        let _ = asked.wait_for(|asked| state(*asked)).await;
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.0.asked.send_modify(|asked| *asked = asked.saturating_sub(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_waits_for_nobody_begins_when_the_last_question_is_answered() {
        let attention = Attention::default();
        attention.idle().await;
        let (first, second) = (attention.hold(), attention.hold());
        attention.wanted().await;
        drop(first);
        let soon = std::time::Duration::from_millis(20);
        assert!(tokio::time::timeout(soon, attention.idle()).await.is_err());
        drop(second);
        attention.idle().await;
    }
}
