using SipEdge.Media.Relay;

namespace SipEdge.Media.Negotiation;

/// <summary>Working memory for reading and writing descriptions: one for a loop, lent to every call of it in turn.</summary>
public sealed class NegotiationScratch
{
    internal Format[] Offered { get; } = new Format[FormatPlan.Room];

    internal Format[] Answered { get; } = new Format[FormatPlan.Room];

    /// <summary>What the lines become when an answer is accepted: A and B of each.</summary>
    private LineSide[] Sides { get; } = new LineSide[2 * MediaNegotiation.MaxLines];

    internal ref LineSide Side(int line, MediaSide side) => ref Sides[(2 * line) + (int)side];

    internal string?[] Codecs { get; } = new string?[MediaNegotiation.MaxLines];
}
