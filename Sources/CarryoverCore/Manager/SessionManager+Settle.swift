extension SessionManager {
    /// Waits until no refresh is under way in this process, and what each one brought is stored: what an app calls before it
    /// ends.
    ///
    /// A refresh belongs to nobody: it goes on where whoever asked for it is cancelled, and where ``run()`` is. A process
    /// that ends meanwhile takes the new tokens with it, and a provider may take the return of the spent one for theft. So
    /// cancel ``run()``, ask for no more tokens, then wait:
    ///
    /// ```swift
    /// running.cancel()
    /// await SessionManager.settle()
    /// exit(0)
    /// ```
    ///
    /// It counts the refreshes of all managers of the process, at the new provider and at the old one, each from the moment
    /// it was asked for; one that waits for another process gives up. The pauses between attempts are not waited for, nor is
    /// anything else that the next start can take up again. Where nothing is under way it returns at once. Cancelling the
    /// waiting task does not end the wait: it lasts no longer than such a request may (``RefreshPolicy/answerTimeout``) and
    /// the store takes to write its answer down. An answer that the store does not
    /// take is lost with the process all the same; ``isPersistenceDegraded`` says whether there is one.
    public static func settle() async {
        await RefreshesUnderWay.ofThisProcess.settle()
    }
}
