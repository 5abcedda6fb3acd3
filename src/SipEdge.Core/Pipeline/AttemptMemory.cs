using System.Collections.Immutable;
using SipEdge.Core.Admission;
using SipEdge.Core.Calls;
using SipEdge.Core.Configuration;
using SipEdge.Core.Observability;
using SipEdge.Core.Trunks;

namespace SipEdge.Core.Pipeline;

/// <summary>
/// The last attempts of one loop, kept so that they can be explained. Records pass through it on their way, which is how it
/// learns what became of an attempt. Those who were let in and those who were not have room of their own: a stranger cannot push
/// out a customer's call. Everything is allocated at start.
/// </summary>
internal sealed class AttemptMemory : IEdgeRecords, ICallWitness
{
    /// <summary>Of a message on average. An INVITE with SDP and credentials has 1,000 to 1,500.</summary>
    private const int BytesPerAttempt = 2048;

    private readonly IEdgeRecords _next;
    private readonly AttemptRing _admitted;
    private readonly AttemptRing _others;
    private EdgeModel? _model;
    private EdgeModel? _modelBefore;
    private int _modelNumber;

    /// <param name="next">Where records go.</param>
    /// <param name="capacity">Attempts, half of them of callers that were let in; 0: none is kept.</param>
    public AttemptMemory(IEdgeRecords next, int capacity)
    {
        _next = next;
        _admitted = new AttemptRing((capacity + 1) / 2, BytesPerAttempt);
        _others = new AttemptRing(capacity / 2, BytesPerAttempt);
    }

    /// <summary>Keeps a request that gets a record; <see cref="Name"/> follows when its identifier is known.</summary>
    public void Hold(ReadOnlySpan<byte> message, in Arrival arrival, in NonceMemory nonces, EdgeModel model, bool admitted)
    {
        Follow(model);
        Ring(admitted).Hold(message, arrival, nonces, _modelNumber);
    }

    public void Name(ReadOnlySpan<byte> tag, bool admitted) => Ring(admitted).Name(AttemptId.From(tag));

    public void Opened(ReadOnlySpan<byte> id) => Name(id, admitted: true);

    public void CallEnded(CallRecord record)
    {
        if (AttemptId.TryParse(record.Id, out var id))
        {
            ref var attempt = ref _admitted.Find(id, out var found);
            if (found)
            {
                attempt.Ended = true;
                attempt.Reason = record.Reason;
                attempt.Status = record.Status;
                foreach (var tried in record.Attempts)
                {
                    if (attempt.TriedCount < Attempt.TriedGateways.Most)
                    {
                        attempt.Tried[attempt.TriedCount++] =
                            new TriedGateway(tried.Trunk, tried.Gateway, tried.Status, tried.Reason, tried.Seconds);
                    }
                }
            }
        }
        _next.CallEnded(record);
    }

    public void AbuseSeen(AbuseRecord record) => _next.AbuseSeen(record);

    public void RegistrationSeen(RegistrationRecord record) => _next.RegistrationSeen(record);

    public void PhoneSeen(PhoneRecord record) => _next.PhoneSeen(record);

    public void AttemptRefused(RefusalRecord record)
    {
        if (AttemptId.TryParse(record.Id, out var id))
        {
            ref var attempt = ref Find(id, out var found);
            if (found)
            {
                attempt.Ended = true;
                attempt.Reason = record.Reason;
                attempt.Status = record.Status;
            }
        }
        _next.AttemptRefused(record);
    }

    /// <summary>Null when it is not remembered (any more).</summary>
    /// <param name="text">Its identifier.</param>
    /// <param name="current">The configuration in force.</param>
    /// <param name="sentBy">What the edge calls itself.</param>
    /// <param name="dtls">The edge has what keys by a handshake need.</param>
    /// <param name="board">What is known of trunks now.</param>
    public ExplainedAttempt? Explain(string text, EdgeModel current, SentByOf sentBy, bool dtls, TrunkBoard board)
    {
        if (!AttemptId.TryParse(text, out var id))
        {
            return null;
        }
        ref var attempt = ref Find(id, out var found);
        if (!found)
        {
            return null;
        }
        Follow(current);
        var message = Ring(IsAdmitted(id)).Message(attempt);
        var model = attempt.Model == _modelNumber ? _model : attempt.Model == _modelNumber - 1 ? _modelBefore : null;
        return new ExplainedAttempt(
            text,
            attempt.Arrival.Time,
            attempt.Ended ? attempt.Reason : null,
            attempt.Ended ? attempt.Status : null,
            Tried(attempt),
            attempt.Model != _modelNumber,
            message.IsEmpty
                ? null
                : Explainer.Explain(
                    message, attempt.Arrival, model ?? current, new RememberedNonces(attempt.Nonces), sentBy, dtls,
                    board));
    }

    private void Follow(EdgeModel model)
    {
        if (!ReferenceEquals(model, _model))
        {
            (_model, _modelBefore) = (model, _model);
            _modelNumber++;
        }
    }

    private static ImmutableArray<ExplainedTry> Tried(in Attempt attempt)
    {
        var tried = ImmutableArray.CreateBuilder<ExplainedTry>(attempt.TriedCount);
        for (var i = 0; i < attempt.TriedCount; i++)
        {
            var (trunk, gateway, status, reason, seconds) = attempt.Tried[i];
            tried.Add(new ExplainedTry(trunk, gateway, status, reason, seconds));
        }
        return tried.MoveToImmutable();
    }

    private AttemptRing Ring(bool admitted) => admitted ? _admitted : _others;

    private bool IsAdmitted(AttemptId id)
    {
        _admitted.Find(id, out var found);
        return found;
    }

    private ref Attempt Find(AttemptId id, out bool found)
    {
        ref var attempt = ref _admitted.Find(id, out found);
        return ref found ? ref attempt : ref _others.Find(id, out found);
    }
}
