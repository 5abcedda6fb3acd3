using Microsoft.Extensions.Logging;
using SipEdge.Core.Abuse;
using SipEdge.Core.Calls;
using SipEdge.Core.Configuration;
using SipEdge.Core.Observability;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Phones.Registering;

/// <summary>What the registrar acts through.</summary>
/// <param name="Random">Jitter and client nonces.</param>
internal sealed record PhoneServices(
    Func<EdgeModel> Model,
    PhoneBook Book,
    ITransport Transport,
    Identifiers Identifiers,
    BufferPool Buffers,
    AbuseGuard Abuse,
    IEdgeRecords Records,
    RandomSource Random,
    TimeProvider Time,
    ILogger Log);
