using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Observability;
using SipEdge.Media.Negotiation;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Calls;

/// <summary>
/// A leg on its way from one loop to another, with what the receiver has to know of its call. Owned by the loop that it is told to.
/// </summary>
internal sealed class LentLeg
{
    public required Guest Of { get; init; }

    /// <summary>In buffers of its own.</summary>
    public CallLeg Leg { get; } = new(new BufferPool());

    public HeardDescriptions Heard { get; init; }

    public required EdgeModel Model { get; init; }

    public required RouteModel? Route { get; init; }

    public required AdmissionDecision Admission { get; init; }

    public required string StoryId { get; init; }

    public required string Called { get; init; }

    public required LegRecord? Record { get; init; }

    public required TlsSession? Tls { get; init; }
}
