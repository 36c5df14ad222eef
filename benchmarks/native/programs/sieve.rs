fn sieve(limit: i64) -> i64 {
    let mut is_prime = vec![true; limit as usize];
    let mut count = 0;
    for n in 2..limit {
        if is_prime[n as usize] {
            count += 1;
            let mut multiple = n * n;
            while multiple < limit {
                is_prime[multiple as usize] = false;
                multiple += n;
            }
        }
    }
    count
}

fn main() {
    println!("{}", sieve(20_000_000));
}
