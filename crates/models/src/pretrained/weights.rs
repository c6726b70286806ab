//! Weights as they lie in a file, and put in the order in which the kernels read them.

use safetensors::{Dtype, SafeTensorError, SafeTensors};

/// How many outputs of a linear map lie side by side: the most that the widest kernel keeps in registers at once.
pub(crate) const GROUP: usize = 8;

/// Why a file holds no weights of the network it should.
#[derive(Debug, thiserror::Error)]
pub enum WeightsError {
    /// It is no safetensors file, or a damaged one, or lacks a tensor.
    #[error("the weights could not be read ({0}); get the file again")]
    File(#[from] SafeTensorError),
    /// A tensor is of another kind than the network takes: the file belongs to another network.
    #[error("the weights named {name} are {found}, not {needed}; take the file made for this network")]
    Kind {
        /// Name of the tensor.
        name: String,
        /// Its type and shape in the file.
        found: String,
        /// The type and shape it must have.
        needed: String,
    },
    /// A weight is NaN or infinite.
    #[error("the weights named {name} hold values that are no numbers; get the file again")]
    NotFinite {
        /// Name of the tensor.
        name: String,
    },
}

/// The tensors of a safetensors file.
pub(crate) struct Weights<'a>(SafeTensors<'a>);

impl<'a> Weights<'a> {
    pub(crate) fn read(bytes: &'a [u8]) -> Result<Self, WeightsError> {
        Ok(Self(SafeTensors::deserialize(bytes)?))
    }

    /// The tensor `name` of just this `shape`, the last axis contiguous.
    pub(crate) fn tensor(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, WeightsError> {
        let view = self.0.tensor(name)?;
        if view.dtype() != Dtype::F32 || view.shape() != shape {
            return Err(WeightsError::Kind {
                name: name.to_owned(),
                found: format!("{:?} {:?}", view.dtype(), view.shape()),
                needed: format!("F32 {shape:?}"),
            });
        }
        let (values, _) = view.data().as_chunks::<4>();
        let values: Vec<f32> = values.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
        if values.iter().all(|value| value.is_finite()) {
            Ok(values)
        } else {
            Err(WeightsError::NotFinite { name: name.to_owned() })
        }
    }

    /// A tensor of one axis.
    pub(crate) fn vector<const N: usize>(&self, name: &str) -> Result<[f32; N], WeightsError> {
        let mut vector = [0.0; N];
        vector.copy_from_slice(&self.tensor(name, &[N])?);
        Ok(vector)
    }

    /// Weight (outputs x inputs) and bias (outputs) of the linear map `name`.
    pub(crate) fn matrix(
        &self,
        name: &str,
        outputs: usize,
        inputs: usize,
    ) -> Result<(Vec<f32>, Vec<f32>), WeightsError> {
        let weight = self.tensor(&format!("{name}.weight"), &[outputs, inputs])?;
        Ok((weight, self.tensor(&format!("{name}.bias"), &[outputs])?))
    }

    /// The linear map `name`, packed in the order of its outputs.
    pub(crate) fn linear(&self, name: &str, outputs: usize, inputs: usize) -> Result<Linear, WeightsError> {
        let (weight, bias) = self.matrix(name, outputs, inputs)?;
        Ok(Linear::packed(&weight, &bias, 0..outputs))
    }
}

/// A linear map with its outputs in groups of eight, and within a group input by input, as the kernels go through it.
pub(crate) struct Linear {
    inputs: usize,
    weights: Vec<[f32; GROUP]>,
    biases: Vec<[f32; GROUP]>,
}

impl Linear {
    /// Packs `weight` (outputs x inputs, inputs contiguous) and `bias` (outputs), whose outputs are a multiple of eight, with the
    /// outputs in the given `order`.
    pub(crate) fn packed(weight: &[f32], bias: &[f32], order: impl Iterator<Item = usize>) -> Self {
        let inputs = weight.len() / bias.len();
        let order: Vec<usize> = order.collect();
        let (groups, rest) = order.as_chunks::<GROUP>();
        debug_assert!(rest.is_empty(), "outputs come in eights");
        Self {
            inputs,
            weights: groups
                .iter()
                .flat_map(|group| {
                    (0..inputs).map(|input| group.map(|output| weight[output * inputs + input]))
                })
                .collect(),
            biases: groups.iter().map(|group| group.map(|output| bias[output])).collect(),
        }
    }

    /// Biases, and weights input by input, of each group of outputs.
    #[inline(always)]
    pub(crate) fn groups(&self) -> impl Iterator<Item = (&[f32; GROUP], &[[f32; GROUP]])> {
        self.biases.iter().zip(self.weights.chunks_exact(self.inputs))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_file_is_refused_in_words() {
        for bytes in [&b""[..], &b"no tensors"[..], &[255; 64][..], &b"\x02\0\0\0\0\0\0\0{}"[..]] {
            let read = Weights::read(bytes).and_then(|weights| weights.tensor("core.in_proj.bias", &[64]));
            assert!(matches!(read, Err(WeightsError::File(_))), "{read:?}");
        }
    }

    #[test]
    fn a_tensor_must_have_the_shape_of_the_network() {
        let header = br#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} "#;
        let mut file = (header.len() as u64).to_le_bytes().to_vec();
        file.extend_from_slice(header);
        file.extend([1.5f32, f32::NAN].iter().flat_map(|value| value.to_le_bytes()));
        let weights = Weights::read(&file).unwrap();
        assert!(matches!(weights.tensor("a", &[1, 2]), Err(WeightsError::Kind { .. })));
        assert!(matches!(weights.vector::<2>("a"), Err(WeightsError::NotFinite { .. })));
        assert!(matches!(weights.vector::<2>("b"), Err(WeightsError::File(_))));
    }
}
