namespace SipEdge.Admin;

/// <summary>What can be asked of a running edge. Implemented by the host; the admin resources only put it on HTTP.</summary>
public interface IEdgeControl
{
    /// <exception cref="TimeoutException">A loop does not answer.</exception>
    Task<StatusReport> StatusAsync(CancellationToken cancellation);

    /// <exception cref="TimeoutException">A loop does not answer.</exception>
    Task<IReadOnlyList<CallReport>> CallsAsync(CancellationToken cancellation);

    /// <summary>Every registered contact of a phone, by address of record.</summary>
    /// <exception cref="TimeoutException">A loop does not answer.</exception>
    Task<IReadOnlyList<PhoneReport>> PhonesAsync(CancellationToken cancellation);

    /// <summary>Why a recent attempt went as it did; null when no loop remembers it.</summary>
    /// <exception cref="TimeoutException">A loop does not answer.</exception>
    Task<AttemptReport?> ExplainAsync(string attempt, CancellationToken cancellation);

    /// <summary>How every trunk does.</summary>
    IReadOnlyList<TrunkReport> Trunks();

    /// <summary>Where the registration of every trunk stands that registers.</summary>
    IReadOnlyList<RegistrationReport> Registrations();

    /// <summary>What passed between a trunk and its registrar last; null when it does not register.</summary>
    /// <exception cref="TimeoutException">A loop does not answer.</exception>
    Task<CaptureReport?> CaptureAsync(string trunk, CancellationToken cancellation);

    /// <summary>The header tokens in force and when they were used.</summary>
    IReadOnlyList<TokenReport> Tokens();

    /// <summary>Reads the configuration again. A bad one changes nothing.</summary>
    /// <param name="by">Who asked, for the log and the record.</param>
    /// <param name="cancellation">Of the one who waits.</param>
    Task<ReloadReport> ReloadAsync(string by, CancellationToken cancellation);

    /// <summary>Ends the calls from and to a trunk; null when there is none of that name.</summary>
    /// <exception cref="TimeoutException">A loop does not answer.</exception>
    Task<EndCallsReport?> EndCallsAsync(string trunk, string by, CancellationToken cancellation);

    IBanControl Bans { get; }

    /// <summary>No new calls from now on; the edge ends when the live ones have, or when the drain time is over.</summary>
    void Drain();
}
