//! What editors get: the files of the shipped rules are as they should be.

mod shipped;
