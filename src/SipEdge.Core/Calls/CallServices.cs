using SipEdge.Core.Observability;
using SipEdge.Core.Repairs;
using SipEdge.Core.Trunks;
using SipEdge.Media.Relay;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Calls;

/// <summary>What calls act through. The transaction layer is attached by the edge, since each needs the other.</summary>
internal sealed record CallServices(
    ITransport Transport,
    IMediaPlane Media,
    IEdgeRecords Records,
    BufferPool Buffers,
    Identifiers Identifiers,
    TimeProvider Time,
    ICallWitness Witness,
    TrunkBoard Board,
    DatagramMender Mender,
    Neighbours Neighbours);
