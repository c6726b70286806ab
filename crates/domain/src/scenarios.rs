use crate::Variable;
use jiff::Timestamp;
use std::sync::Arc;

/// Why scenarios can't be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScenariosError {
    /// The wrong number of values.
    #[error("{values} values were given for {variables} variables x {members} members x {times} valid times")]
    Shape {
        /// How many values were given.
        values: usize,
        /// How many variables.
        variables: usize,
        /// How many members.
        members: usize,
        /// How many valid times.
        times: usize,
    },
}

/// An ensemble of joint trajectories: members x variables x valid times, all equally likely.
///
/// Shape: `values[(variable * members + member) * times + time]`, so that one trajectory of one variable is
/// contiguous. Values are in the canonical unit of their variable.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenarios {
    variables: Vec<Variable>,
    valid_times: Arc<[Timestamp]>,
    members: usize,
    values: Vec<f64>,
}

impl Scenarios {
    /// Checks the shape.
    ///
    /// # Errors
    /// When the number of values isn't variables x members x times.
    pub fn new(
        variables: Vec<Variable>,
        valid_times: Arc<[Timestamp]>,
        members: usize,
        values: Vec<f64>,
    ) -> Result<Self, ScenariosError> {
        if values.len() != variables.len() * members * valid_times.len() {
            return Err(ScenariosError::Shape {
                values: values.len(),
                variables: variables.len(),
                members,
                times: valid_times.len(),
            });
        }
        Ok(Self { variables, valid_times, members, values })
    }

    /// The variables, in the order of their blocks.
    #[must_use]
    pub fn variables(&self) -> &[Variable] {
        &self.variables
    }

    /// The valid times, in order. Each stands for the interval from itself to the next.
    #[must_use]
    pub const fn valid_times(&self) -> &Arc<[Timestamp]> {
        &self.valid_times
    }

    /// How many members there are.
    #[must_use]
    pub const fn members(&self) -> usize {
        self.members
    }

    /// Where `variable` stands, if it is here.
    #[must_use]
    pub fn position(&self, variable: &Variable) -> Option<usize> {
        self.variables.iter().position(|known| known == variable)
    }

    /// The trajectory of one variable (by position) in one member: one value per valid time.
    #[must_use]
    pub fn trajectory(&self, variable: usize, member: usize) -> &[f64] {
        let start = (variable * self.members + member) * self.valid_times.len();
        &self.values[start..start + self.valid_times.len()]
    }

    /// One variable (by position) at one valid time in every member.
    pub fn across_members(&self, variable: usize, time: usize) -> impl Iterator<Item = f64> + '_ {
        (0..self.members).map(move |member| self.trajectory(variable, member)[time])
    }
}
