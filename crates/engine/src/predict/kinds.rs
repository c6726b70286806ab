use contract::ModelInfo;

/// What a history can be taken for. Each has experts that compete for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Weather,
    Financial,
    Traffic,
    Energy,
    Sales,
    General,
}

impl Kind {
    pub(super) const ALL: [Self; 6] =
        [Self::Weather, Self::Financial, Self::Traffic, Self::Energy, Self::Sales, Self::General];

    /// Its name in requests.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Weather => "weather",
            Self::Financial => "financial",
            Self::Traffic => "traffic",
            Self::Energy => "energy",
            Self::Sales => "sales",
            Self::General => "general",
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Weather => "what is measured of the weather",
            Self::Financial => "a price: only its newest value means anything",
            Self::Traffic => "vehicles, visitors, requests: it follows the hours and the weekdays",
            Self::Energy => "what is used or made of energy",
            Self::Sales => "pieces sold, often none",
            Self::General => "anything else that is measured again and again",
        }
    }
}

/// The value of `model_id` that leaves the choice to Forecastle.
pub(super) const AUTO: &str = "auto";

/// By what `predict` can be told to carry a history on.
pub(crate) fn models() -> Vec<ModelInfo> {
    let auto = ModelInfo {
        model_id: AUTO.to_owned(),
        title: "told from the unit and the values".to_owned(),
        alone: false,
    };
    let kinds = Kind::ALL.map(|kind| ModelInfo {
        model_id: kind.name().to_owned(),
        title: kind.title().to_owned(),
        alone: false,
    });
    let experts = models::series_experts().into_iter().map(|(expert, _)| ModelInfo {
        model_id: expert.id().to_string(),
        title: expert.title().to_owned(),
        alone: true,
    });
    std::iter::once(auto).chain(kinds).chain(experts).collect()
}
