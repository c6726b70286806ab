//! Scores of equally likely members.

/// Continuous ranked probability score of equally likely members: `E|X - y| - E|X - X'| / 2`
/// (Gneiting and Raftery, Journal of the American Statistical Association 102, 2007, eq. 20). Sorts a copy: n log n. NaN of no
/// members.
#[must_use]
pub fn crps_of_members(members: &[f64], observed: f64) -> f64 {
    let mut sorted = members.to_vec();
    sorted.sort_by(f64::total_cmp);
    let count = sorted.len() as f64;
    let distance: f64 = sorted.iter().map(|member| (member - observed).abs()).sum::<f64>() / count;
    // Sum of |x_i - x_j| over pairs, from the order alone.
    let spread: f64 =
        sorted.iter().enumerate().map(|(rank, member)| (2.0 * rank as f64 + 1.0 - count) * member).sum();
    distance - spread / (count * count)
}

/// Continuous ranked probability score of equally likely members with all its weight on values from `threshold` up:
/// the integral of the squared difference of the distribution functions over those values only (Gneiting and Ranjan, Journal of
/// Business and Economic Statistics 29, 2011, with an indicator as weight). It is the plain score when members and
/// observation below the threshold count as at it (Allen, Ginsbourger and Ziegel, SIAM/ASA Journal on Uncertainty
/// Quantification 11, 2023). For the weight below a threshold, negate all three.
#[must_use]
pub fn crps_of_members_above(members: &[f64], threshold: f64, observed: f64) -> f64 {
    let raised: Vec<f64> = members.iter().map(|member| member.max(threshold)).collect();
    crps_of_members(&raised, observed.max(threshold))
}

/// Energy score of equally likely trajectories, the CRPS of whole vectors: `E|X - y| - E|X - X'| / 2` with the Euclidean norm
/// (Gneiting and Raftery 2007, eq. 22). Quadratic in the number of members.
#[must_use]
pub fn energy(members: &[&[f64]], observed: &[f64]) -> f64 {
    let norm = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| (x - y).powi(2)).sum::<f64>().sqrt();
    let count = members.len() as f64;
    let distance = members.iter().map(|member| norm(member, observed)).sum::<f64>() / count;
    let mut spread = 0.0;
    for (index, a) in members.iter().enumerate() {
        for b in &members[..index] {
            spread += 2.0 * norm(a, b);
        }
    }
    distance - spread / (2.0 * count * count)
}

/// Variogram score of `order` (0.5 as a rule) of equally likely trajectories: `sum_ij weight(i, j) (|y_i - y_j|^order -
/// E|X_i - X_j|^order)^2` (Scheuerer and Hamill, Monthly Weather Review 143, 2015, eq. 13). It judges how values of one
/// trajectory hang together, where the energy score mostly sees their marginals; it doesn't see a shift of all values alike.
/// Each pair counts twice, as there. NaN of no members.
#[must_use]
pub fn variogram(
    members: &[&[f64]],
    observed: &[f64],
    order: f64,
    weight: impl Fn(usize, usize) -> f64,
) -> f64 {
    let count = members.len() as f64;
    let mut score = 0.0;
    for i in 0..observed.len() {
        for j in 0..i {
            let expected: f64 =
                members.iter().map(|member| (member[i] - member[j]).abs().powf(order)).sum::<f64>() / count;
            let happened = (observed[i] - observed[j]).abs().powf(order);
            score += (weight(i, j) + weight(j, i)) * (happened - expected).powi(2);
        }
    }
    score
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scores::GAUSSIAN_CRPS;
    use domain::standard_normal_quantile;
    use proptest::prelude::*;

    #[test]
    fn crps_of_members_meets_the_closed_form_of_a_gaussian() {
        let members: Vec<f64> =
            (0..4000).map(|rank| standard_normal_quantile((f64::from(rank) + 0.5) / 4000.0)).collect();
        for (observed, expected) in GAUSSIAN_CRPS {
            let score = crps_of_members(&members, observed);
            assert!((score - expected).abs() < 2e-4, "{observed}: {score} instead of {expected}");
        }
    }

    #[test]
    fn crps_of_members_is_the_mean_over_all_pairs() {
        // numpy: abs(x - y).mean() - abs(x[:, None] - x[None, :]).mean() / 2 with x = [3, -1, 4, 1.5], y = 2
        assert!((crps_of_members(&[3.0, -1.0, 4.0, 1.5], 2.0) - 0.593_75).abs() < 1e-12);
    }

    #[test]
    fn energy_of_one_time_is_the_crps() {
        let members = [[3.0], [-1.0], [4.0], [1.5]];
        let members: Vec<&[f64]> = members.iter().map(<[f64; 1]>::as_slice).collect();
        assert!((energy(&members, &[2.0]) - 0.593_75).abs() < 1e-12);
        // numpy.linalg.norm over two times: x = [[0, 0], [3, 4]], y = [0, 0]: 2.5 - 5 / 4
        assert!((energy(&[&[0.0, 0.0], &[3.0, 4.0]], &[0.0, 0.0]) - 1.25).abs() < 1e-12);
    }

    #[test]
    fn the_score_above_a_threshold_is_that_of_scoringrules() {
        // scoringrules 0.10.0 for Python: twcrps_ensemble(2, [3, -1, 4, 1.5], a=threshold, estimator="nrg").
        let members = [3.0, -1.0, 4.0, 1.5];
        for (threshold, expected) in [(1.0, 0.468_75), (2.5, 0.187_5), (5.0, 0.0)] {
            let score = crps_of_members_above(&members, threshold, 2.0);
            assert!((score - expected).abs() < 1e-12, "{threshold}: {score}");
        }
        // And b=2.5, the weight below.
        let score = crps_of_members_above(&members.map(|member| -member), -2.5, -2.0);
        assert!((score - 0.406_25).abs() < 1e-12, "{score}");
    }

    #[test]
    fn the_variogram_score_is_that_of_scoringrules() {
        // scoringrules 0.10.0 for Python: vs_ensemble(y, X, w, m_axis=0, v_axis=-1, p=order).
        let members = [[1.0, 3.0, 2.0], [0.0, -1.0, 4.0], [2.5, 2.0, 2.0], [-1.0, 0.5, 1.0]];
        let members: Vec<&[f64]> = members.iter().map(<[f64; 3]>::as_slice).collect();
        let observed = [1.5, 0.0, 2.5];
        for (order, expected) in [(0.5, 0.904_255_860_367_131_1), (1.0, 3.187_5)] {
            let score = variogram(&members, &observed, order, |_, _| 1.0);
            assert!((score - expected).abs() < 1e-12, "{order}: {score}");
        }
        let near = |i: usize, j: usize| 1.0 / (1.0 + i.abs_diff(j) as f64);
        let score = variogram(&members, &observed, 0.5, near);
        assert!((score - 0.425_932_944_498_550_7).abs() < 1e-12, "{score}");
    }

    proptest! {
        #[test]
        fn a_threshold_below_all_changes_nothing(
            members in prop::collection::vec(-1e3..1e3f64, 1..20), observed in -1e3..1e3f64,
        ) {
            let (all, plain) =
                (crps_of_members_above(&members, -2e3, observed), crps_of_members(&members, observed));
            prop_assert!((all - plain).abs() < 1e-9);
        }
    }
}
