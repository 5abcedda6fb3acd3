namespace SipEdge.Admin;

/// <summary>What can be asked of a running edge. Implemented by the host; the admin resources only put it on HTTP.</summary>
public interface IEdgeControl
{
    /// <exception cref="TimeoutException">A loop does not answer.</exception>
    Task<StatusReport> StatusAsync(CancellationToken cancellation);

    /// <exception cref="TimeoutException">A loop does not answer.</exception>
    Task<IReadOnlyList<CallReport>> CallsAsync(CancellationToken cancellation);

    /// <summary>Why a recent attempt went as it did; null when no loop remembers it.</summary>
    /// <exception cref="TimeoutException">A loop does not answer.</exception>
    Task<AttemptReport?> ExplainAsync(string attempt, CancellationToken cancellation);

    /// <summary>The header tokens in force and when they were used.</summary>
    IReadOnlyList<TokenReport> Tokens();

    /// <summary>Reads the configuration again. A bad one changes nothing.</summary>
    Task<ReloadReport> ReloadAsync(CancellationToken cancellation);

    IBanControl Bans { get; }

    /// <summary>No new calls from now on; the edge ends when the live ones have, or when the drain time is over.</summary>
    void Drain();
}
