extension FuzzTarget {
    /// Every target.
    public static let all: [FuzzTarget] =
        [json, jwt, cookies, frontToken, dates, retryAfter, answers, metadata, csv] + legacy
}
