using System.Collections.Immutable;
using SipEdge.Sip.Resolution;

namespace SipEdge.Hosting;

/// <summary>One name and what is known of it. Written under the keeper's lock.</summary>
internal sealed class KeptName(SipHost host) : IDisposable
{
    private readonly CancellationTokenSource _dropped = new();

    public SipHost Host => host;

    /// <summary>Where it is written.</summary>
    public IReadOnlyList<string> UsedBy { get; set; } = [];

    public ImmutableArray<SipPlace> Places { get; set; } = [];

    /// <summary>When it last resolved.</summary>
    public DateTimeOffset? ResolvedAt { get; set; }

    /// <summary>When it will be asked for again.</summary>
    public DateTimeOffset NextAt { get; set; }

    /// <summary>Why it did not resolve the last time.</summary>
    public string? Error { get; set; }

    /// <summary>How often in a row.</summary>
    public int Failures { get; set; }

    /// <summary>Whatever the first answer was, it is there.</summary>
    public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public CancellationToken Dropped => _dropped.Token;

    public string Addresses => Places.IsEmpty ? "nothing" : string.Join(", ", Places.Select(static place => place.Address.ToString()));

    public void Dispose()
    {
        _dropped.Cancel();
        _dropped.Dispose();
    }
}
