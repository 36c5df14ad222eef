fn main() {
    let mut seed: i64 = 42;
    let mut numbers: Vec<i64> = (0..1_000_000)
        .map(|_| {
            seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
            seed / 16
        })
        .collect();
    numbers.sort();
    let checksum = numbers.iter().fold(0, |checksum, n| (checksum * 31 + n) % 1_000_000_007);
    println!("{checksum}");
}
