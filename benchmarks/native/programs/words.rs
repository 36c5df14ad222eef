use std::collections::HashMap;
use std::fmt::Write;

fn text_of(words: i64) -> String {
    let mut text = String::new();
    let mut seed: i64 = 42;
    for _ in 0..words {
        seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
        write!(text, "w{} ", seed / 65_536 % 20_000).unwrap();
    }
    text
}

fn counted(words: Vec<String>) -> HashMap<String, i64> {
    let mut counts = HashMap::new();
    for word in words {
        *counts.entry(word).or_insert(0) += 1;
    }
    counts
}

fn main() {
    let words = text_of(1_000_000).split(' ').map(str::to_string).collect();
    let counts = counted(words);
    println!("{} {}", counts.len(), counts.values().max().unwrap());
}
