using System.Collections.Immutable;
using System.Text;

namespace SipEdge.Core.Configuration;

/// <summary>What a trunk may ask beside calls, and how it is spoken to. The defaults open nothing.</summary>
public sealed record SignallingOptions
{
    public static SignallingOptions Default { get; } = new();

    /// <summary>Reject: a transfer is a call that somebody else pays for.</summary>
    public ReferMode Refer { get; init; } = ReferMode.Reject;

    /// <summary>Ignore: who takes over a call need not be who was called.</summary>
    public ReplacesMode Replaces { get; init; } = ReplacesMode.Ignore;

    /// <summary>Who is sent REFERs is told to send INVITEs with Replaces; others may where <see cref="Replaces"/> says so.</summary>
    public bool TakesReplaces => Replaces == ReplacesMode.Accept || Refer == ReferMode.Pass;

    /// <summary>Refuse: a gateway that says where else to call would choose what the caller pays for.</summary>
    public RedirectMode Redirect { get; init; } = RedirectMode.Refuse;

    public PassMode Message { get; init; } = PassMode.Reject;

    /// <summary>SUBSCRIBE, NOTIFY and PUBLISH.</summary>
    public PassMode Subscribe { get; init; } = PassMode.Reject;

    /// <summary>
    /// Packages that <see cref="Subscribe"/> passes. The message lamp tells numbers of messages; what tells addresses and dialogs
    /// of the other side (dialog, presence, reg) is passed by name only.
    /// </summary>
    public ImmutableArray<string> Events { get; init; } = ["message-summary"];

    /// <summary>Whether an event package is among <see cref="Events"/>.</summary>
    public bool Lists(ReadOnlySpan<byte> package)
    {
        foreach (var listed in Events)
        {
            if (Ascii.EqualsIgnoreCase(package, listed))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>RFC 3261 §18.1.1, where nobody knows what the path carries.</summary>
    public const int UsualUdpMaxBytes = 1300;

    /// <summary>The longest request that leaves as a datagram, where TCP is to be had; 0: any.</summary>
    public int UdpMaxBytes { get; init; } = UsualUdpMaxBytes;

    /// <summary>
    /// It sits behind a router that rewrites SIP. False: what a message says of itself counts, as RFC 3261 has it; a peer that is
    /// believed less can be made to send media to others less, too.
    /// </summary>
    public bool AlgRepair { get; init; }

    /// <summary>How often the way to it is kept open; null: never.</summary>
    public TimeSpan? Keepalive { get; init; }
}
