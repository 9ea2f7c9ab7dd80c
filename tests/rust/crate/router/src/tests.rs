/// **EXPERIMENTAL**
pub fn only_here() {}
