using Microsoft.Extensions.Logging;
using SipEdge.Core.Admission;
using SipEdge.Core.Calls;
using SipEdge.Core.Passing;
using SipEdge.Core.Phones;
using SipEdge.Core.Phones.Registering;
using SipEdge.Core.Pings;
using SipEdge.Core.Registrations;
using SipEdge.Core.Repairs;
using SipEdge.Core.Trunks;
using SipEdge.Media.Relay;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Pipeline;

/// <summary>
/// One loop's edge: its transactions, its calls and the pipeline between them. A function of messages and time without a
/// thread, a socket or a clock of its own, so that whole edges run on a simulated network.
/// </summary>
public sealed class Edge : ILoopHandler
{
    private readonly EdgeEnvironment _environment;
    private readonly ILogger _log;
    private readonly CallTable _calls;
    private readonly CallControl _control;
    private readonly PassControl _passing;
    private readonly EdgePipeline _pipeline;
    private readonly AttemptMemory _attempts;
    private readonly TransactionLayer _transactions;

    // On the first loop: a registration belongs to a trunk, not to a call.
    private readonly RegistrationKeeper? _registrations;
    private readonly Keepalives? _keepalives;
    private readonly DatagramMender _mender;
    private readonly PingKeeper? _pings;

    public Edge(EdgeEnvironment environment)
    {
        _environment = environment;
        _log = environment.Loggers.CreateLogger<Edge>();
        var identifiers = new Identifiers(environment.LoopNumber, environment.Random);
        var buffers = new BufferPool();
        _attempts = new AttemptMemory(
            environment.Records, environment.Model().Records.RecentAttempts / environment.LoopCount);
        _mender = new DatagramMender(environment.Transactions.Parse);
        _calls = new CallTable(
            environment.Model().Calls.MaxCalls, buffers, environment.Board.Calls, environment.LoopNumber, environment.LoopCount,
            environment.Neighbours.Moved);
        _control = new CallControl(
            new CallServices(
                environment.Transport, environment.Media, _attempts, buffers, identifiers, environment.Time, _attempts,
                environment.Board, _mender, environment.Neighbours),
            _calls,
            environment.Metrics,
            environment.Loggers.CreateLogger<CallControl>());
        _passing = new PassControl(environment.Transport, identifiers, buffers, environment.Metrics, environment.Board, environment.Phones);
        _pipeline = new EdgePipeline(environment, _calls, _control, _passing, identifiers, _attempts, _mender);
        _transactions = new TransactionLayer(
            environment.Transport, _pipeline, environment.Transactions, environment.LoopNumber, buffers, environment.Random);
        if (environment.LoopNumber == EdgeRouter.RegistrationLoop)
        {
            _pipeline.Phones = new PhoneRegistrar(new PhoneServices(
                environment.Model, environment.Phones, environment.Transport, identifiers, buffers, environment.Abuse, _attempts,
                environment.Random, environment.Time, environment.Loggers.CreateLogger<PhoneRegistrar>()))
            {
                Transactions = _transactions,
            };
        }
        _control.Transactions = _transactions;
        _control.TransferRules = _pipeline;
        environment.Neighbours.Join(environment.LoopNumber, _control, this);
        if (environment.LoopNumber == 0)
        {
            var report = new RegistrationReport(
                environment.Transport, environment.Board, _attempts, environment.Metrics, environment.Time,
                environment.Loggers.CreateLogger<RegistrationReport>());
            var requests = new RegisterRequests(environment.Transport, identifiers, report) { Transactions = _transactions };
            _registrations = new RegistrationKeeper(requests, report, identifiers, buffers);
            _pipeline.Registrations = _registrations;
            _keepalives = new Keepalives(environment.Transport, () => identifiers.NextUInt32());
            _pings = new PingKeeper(
                environment.Transport, environment.Board, identifiers, environment.Time, environment.Loggers.CreateLogger<PingKeeper>())
            {
                Transactions = _transactions,
            };
            _pipeline.Pings = _pings;
        }
        _passing.Transactions = _transactions;
        _pipeline.Transactions = _transactions;
    }

    public void OnMessage(ReadOnlySpan<byte> message, in Flow flow, long now)
    {
        if (AlgPeers.Find(flow, _environment.Model(), _environment.Phones) is not { } behindAlg)
        {
            _transactions.OnMessage(message, flow, now);
            return;
        }
        var mended = _mender.Mend(message, flow);
        _environment.Metrics.AlgRepaired(behindAlg.Id, _mender.Damage);
        _transactions.OnMessage(mended, flow, now);
        _mender.Done();
    }

    public void OnSendFailed(long token, in Flow flow, FlowFailure failure, long now) => _transactions.OnSendFailed(token, failure, now);

    /// <summary>
    /// A call outlives its connection: the next request opens a new one, or fails and ends it. A registered phone does not.
    /// </summary>
    public void OnFlowClosed(in Flow flow, FlowFailure failure, long now)
    {
        _registrations?.OnFlowClosed(flow, now);
        _pipeline.Phones?.OnFlowClosed(flow);
    }

    public long OnTick(long now)
    {
        MeasureLoad(now);

        // Each may arm timers of the other, so the deadlines are read when all have run.
        _control.ReadMediaEvents(now);
        _control.OnTick(now);
        _registrations?.OnTick(_environment.Model(), now);
        _pings?.OnTick(_environment.Model(), now);
        _passing.OnTick(now);
        _pipeline.Phones?.OnTick(now);
        var transactions = _transactions.OnTick(now);
        var registrations = _registrations?.Settle(now) ?? long.MaxValue;
        var phones = _pipeline.Phones?.NextDeadline(now) ?? long.MaxValue;
        var keepalives = _keepalives?.OnTick(_environment.Model(), now) ?? long.MaxValue;
        var pings = _pings?.NextDeadline ?? long.MaxValue;
        return Math.Min(
            Math.Min(Math.Min(transactions, registrations), Math.Min(phones, Math.Min(keepalives, pings))),
            Math.Min(_control.NextDeadline, _passing.NextDeadline));
    }

    /// <summary>The share of the loop's time that it was at work lately; the loop writes, anyone may read.</summary>
    public double Occupancy => _pipeline.Overload.Occupancy;

    /// <summary>The share of new requests that it looks at; 1 when all is well.</summary>
    public double Share => _pipeline.Overload.Share;

    public EdgeStatus Status() =>
        new(_environment.LoopNumber, _calls.Count, _transactions.Count, _pipeline.Draining, Occupancy, Share);

    /// <summary>The loop writes, anyone may read; a reader sees a slightly old number.</summary>
    public int CallCount => _calls.Count;

    /// <summary>Calls that were stuck and ended for it. The loop writes, anyone may read.</summary>
    public int WedgedCalls => _control.WedgedCalls;

    /// <summary>The loop writes, anyone may read.</summary>
    public TransactionCounters TransactionCounters => _transactions.Counters;

    /// <summary>Buffers of the loop that are out: 0 when nothing is under way.</summary>
    public int RentedBuffers => _transactions.Buffers.RentedCount;

    /// <summary>From here on new calls are refused, and carriers are told to send none; live ones go on.</summary>
    public void BeginDrain(long now)
    {
        _pipeline.Draining = true;
        _registrations?.BeginDrain(now);
    }

    /// <summary>Registrations whose removal is under way.</summary>
    public int Unregistering => _registrations?.Unregistering ?? 0;

    /// <summary>What passed between a trunk and its registrar last; null when this loop does not register it.</summary>
    public IReadOnlyCollection<TracedMessage>? RegistrationTrace(string trunk) => _registrations?.Trace(trunk);

    /// <summary>Ends the calls that outlived the time to drain.</summary>
    public void EndCalls(long now) => _control.EndAll(ReasonCode.DrainEnded, now);

    /// <summary>Ends the calls from and to a trunk that was switched off; how many.</summary>
    public int EndCallsOf(string trunkId, long now) => _control.EndAllOf(trunkId, ReasonCode.TrunkDisabled, now);

    /// <summary>Why a recent attempt went as it did; null when it is not remembered (any more).</summary>
    public ExplainedAttempt? Explain(string id) => _attempts.Explain(
        id, _environment.Model(), _environment.Transport.SentBy, dtls: !_environment.Media.DtlsFingerprint.IsNone, _environment.Board);

    /// <summary>Registrations of phones and what became of them; null on a loop that has none.</summary>
    public PhoneCounters? PhoneCounters => _pipeline.Phones?.Counters;

    /// <summary>Registered contacts; anyone may read. 0 on a loop that has none.</summary>
    public int PhoneCount => _pipeline.Phones is null ? 0 : _environment.Phones.Count;

    /// <summary>What is no call and waits for its answer. The loop writes, anyone may read.</summary>
    public int PassedRequests => _passing.Requests;

    /// <summary>Subscriptions that live. The loop writes, anyone may read.</summary>
    public int Subscriptions => _passing.Subscriptions;

    /// <summary>Every registered contact, from the loop that owns them.</summary>
    public void CopyPhones(ICollection<PhoneStatus> into, long now) => _pipeline.Phones?.CopyPhones(into, now);

    /// <summary>The same as it outlives the process.</summary>
    public void CopySavedPhones(ICollection<SavedPhone> into, long now) => _pipeline.Phones?.CopySaved(into, now);

    /// <summary>Takes up what another process has left; how many.</summary>
    public int RestorePhones(IReadOnlyCollection<SavedPhone> saved, long now) => _pipeline.Phones?.Restore(saved, now) ?? 0;

    public void CopyCalls(ICollection<CallSummary> into)
    {
        foreach (var call in _calls.Live().Where(static call => call.Guest is null))
        {
            var story = call.Story;
            into.Add(new CallSummary(
                story.Id,
                call.State.ToString(),
                story.Started,
                story.Answered,
                story.Caller?.Presented ?? "",
                story.Called,
                story.Caller?.Transport ?? "",
                story.Caller?.Peer ?? "",
                StoryTeller.MediaName(call, MediaSide.A),
                call.Callee.Trunk?.Name,
                story.Callee?.Transport,
                story.Callee?.Peer,
                story.Callee is null ? null : StoryTeller.MediaName(call, MediaSide.B),
                Audio(call, MediaSide.A),
                call.IsEcho ? null : Audio(call, MediaSide.B)));
        }
    }

    private void MeasureLoad(long now)
    {
        var overload = _pipeline.Overload;
        var before = overload.IsOverloaded;
        overload.Measure(now, _environment.Transport.BusyMicroseconds, _environment.Model().Calls.OverloadMark / 100.0);
        if (overload.IsOverloaded && !before)
        {
            PipelineLog.OverloadBegan(_log, _environment.LoopNumber, overload.Occupancy);
        }
        else if (before && !overload.IsOverloaded)
        {
            PipelineLog.OverloadEnded(_log, _environment.LoopNumber, overload.TakeTurnedAway());
        }
    }

    private StreamStatistics? Audio(Call call, MediaSide side) =>
        call.VoiceLine is >= 0 and var line && call.Sessions[line].IsOpen
        && _environment.Media.TryGetStatistics(call.Sessions[line].Id, side, out var statistics) ? statistics : null;
}
