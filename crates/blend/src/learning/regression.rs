//! Linear regression learnt case by case, each scope drawn towards the one above it.

use nalgebra::{DMatrix, DVector};
use serde::{Deserialize, Serialize};

/// Most features that are kept of a scope; what comes beyond isn't learnt from.
const MOST: usize = 40;

/// What a scope has seen of how responses go with features: the sums of a weighted least-squares fit.
///
/// With independent normal priors on the coefficients, centred on those of the scope above, the posterior mean is
/// (A + precision)^-1 (b + precision * above): ridge regression towards the parent. A scope that has seen nothing says what the one
/// above says; one that has seen much goes its own way (the empirical Bayes of nested models; Gelman and Hill, Data Analysis
/// Using Regression and Multilevel/Hierarchical Models, 2007, chapter 12).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(crate) struct Regression {
    names: Vec<String>,
    /// The lower triangle of the sums of products of features, row by row.
    products: Vec<f64>,
    /// Sums of features times responses.
    sums: Vec<f64>,
}

/// Coefficients by the names of their features.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Coefficients {
    names: Vec<String>,
    values: Vec<f64>,
}

impl Coefficients {
    /// That of one feature is known before anything is learnt.
    pub(crate) fn of(name: &str, value: f64) -> Self {
        Self { names: vec![name.to_owned()], values: vec![value] }
    }

    fn get(&self, name: &str) -> f64 {
        self.names.iter().position(|known| known == name).map_or(0.0, |at| self.values[at])
    }

    /// Those of `names`, in their order; 0 where nothing is known.
    pub(crate) fn aligned(&self, names: &[String]) -> Vec<f64> {
        names.iter().map(|name| self.get(name)).collect()
    }
}

fn at(row: usize, column: usize) -> usize {
    let (row, column) = (row.max(column), row.min(column));
    row * (row + 1) / 2 + column
}

impl Regression {
    /// Whether every number in it is one.
    pub(crate) fn is_sound(&self) -> bool {
        let count = self.names.len();
        count <= MOST
            && self.sums.len() == count
            && self.products.len() == count * (count + 1) / 2
            && self.sums.iter().chain(&self.products).all(|value| value.is_finite())
    }

    /// Counts what was seen so far for this share of what it did.
    pub(crate) fn forget(&mut self, share: f64) {
        self.products.iter_mut().chain(&mut self.sums).for_each(|value| *value *= share);
    }

    /// Takes in one case.
    pub(crate) fn learn(&mut self, names: &[String], features: &[f64], response: f64, weight: f64) {
        let places: Vec<Option<usize>> = names.iter().map(|name| self.place(name)).collect();
        for (row, row_value) in places.iter().zip(features) {
            let Some(row) = *row else { continue };
            if *row_value == 0.0 {
                continue;
            }
            self.sums[row] += weight * row_value * response;
            for (column, column_value) in places.iter().zip(features) {
                if let Some(column) = *column
                    && column <= row
                {
                    self.products[at(row, column)] += weight * row_value * column_value;
                }
            }
        }
    }

    /// Adds what another has seen, for this share of what it did.
    pub(crate) fn add(&mut self, other: &Self, share: f64) {
        let places: Vec<Option<usize>> = other.names.iter().map(|name| self.place(name)).collect();
        for (row, place) in places.iter().enumerate() {
            let Some(place) = *place else { continue };
            self.sums[place] += share * other.sums[row];
            for (column, beside) in places[..=row].iter().enumerate() {
                if let Some(beside) = *beside {
                    self.products[at(place, beside)] += share * other.products[at(row, column)];
                }
            }
        }
    }

    fn place(&mut self, name: &str) -> Option<usize> {
        if let Some(known) = self.names.iter().position(|known| known == name) {
            return Some(known);
        }
        if self.names.len() >= MOST {
            return None;
        }
        self.names.push(name.to_owned());
        self.sums.push(0.0);
        self.products.resize(self.products.len() + self.names.len(), 0.0);
        Some(self.names.len() - 1)
    }

    /// The coefficients, drawn towards `above` with `precision`.
    pub(crate) fn coefficients(&self, above: Coefficients, precision: f64) -> Coefficients {
        if self.names.is_empty() {
            return above;
        }
        let count = self.names.len();
        let prior = above.aligned(&self.names);
        let matrix = DMatrix::from_fn(count, count, |row, column| {
            self.products[at(row, column)] + if row == column { precision } else { 0.0 }
        });
        let right = DVector::from_fn(count, |row, _| self.sums[row] + precision * prior[row]);
        let Some(solved) = matrix.cholesky().map(|cholesky| cholesky.solve(&right)) else { return above };
        if solved.iter().any(|value| !value.is_finite()) {
            return above;
        }
        let mut found = above;
        for (name, value) in self.names.iter().zip(solved.iter()) {
            match found.names.iter().position(|known| known == name) {
                Some(known) => found.values[known] = *value,
                None => {
                    found.names.push(name.clone());
                    found.values.push(*value);
                }
            }
        }
        found
    }
}
