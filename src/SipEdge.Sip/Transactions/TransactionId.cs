namespace SipEdge.Sip.Transactions;

/// <summary>
/// Names one transaction of one loop: plain data. A stale id is refused, never confused with a later transaction.
/// </summary>
public readonly record struct TransactionId(int Index, int Generation)
{
    /// <summary>Generations start at 1, so the default value names nothing.</summary>
    public static TransactionId None => default;

    public bool IsNone => Generation == 0;

    /// <summary>The id as one number, never 0: what a transport hands back when a send fails.</summary>
    internal long Token => ((long)Index << 32) | (uint)Generation;

    internal static TransactionId FromToken(long token) => new((int)(token >> 32), (int)token);
}
