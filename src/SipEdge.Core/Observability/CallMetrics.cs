using System.Diagnostics.Metrics;
using SipEdge.Core.Admission;
using SipEdge.Core.Repairs;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Observability;

/// <summary>
/// Instruments of calls and attempts. OpenTelemetry has no conventions for SIP, so names live under "sipedge."; never a tag with
/// a number of values that a stranger decides (caller, Call-ID, address).
/// </summary>
public sealed class CallMetrics : IDisposable
{
    public const string MeterName = "SipEdge";

    private static readonly InstrumentAdvice<double> SetupAdvice = new()
    {
        HistogramBucketBoundaries = [0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64],
    };

    private static readonly InstrumentAdvice<double> TalkAdvice = new()
    {
        HistogramBucketBoundaries = [1, 5, 15, 30, 60, 120, 300, 600, 1800, 3600, 14400],
    };

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _started;
    private readonly Counter<long> _emergency;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _challenged;
    private readonly Counter<long> _cleartext;
    private readonly Counter<long> _attempts;
    private readonly Counter<long> _circuits;
    private readonly Counter<long> _ended;
    private readonly Counter<long> _answeredChallenges;
    private readonly Counter<long> _unansweredChallenges;
    private readonly Counter<long> _registrations;
    private readonly Counter<long> _foreign;
    private readonly Counter<long> _stray;
    private readonly Counter<long> _unheard;
    private readonly Counter<long> _givenUp;
    private readonly Counter<long> _wedged;
    private readonly Counter<long> _silent;
    private readonly Counter<long> _digits;
    private readonly Counter<long> _transfers;
    private readonly Counter<long> _passed;
    private readonly Counter<long> _subscriptionsEnded;
    private readonly Counter<long> _repaired;
    private readonly Counter<long> _shortened;
    private readonly Counter<long> _withheld;
    private readonly Histogram<double> _setup;
    private readonly Histogram<double> _talk;

    public CallMetrics()
    {
        Media = new MediaMetrics(_meter);
        _started = _meter.CreateCounter<long>("sipedge.call.started", "{call}", "Calls admitted and routed");
        _ended = _meter.CreateCounter<long>("sipedge.call.ended", "{call}", "Calls that ended, by reason");
        _emergency = _meter.CreateCounter<long>("sipedge.call.emergency", "{call}", "Calls to emergency numbers");
        _refused = _meter.CreateCounter<long>("sipedge.request.refused", "{request}", "Requests refused or dropped, by reason");
        _challenged = _meter.CreateCounter<long>("sipedge.request.challenged", "{request}",
            "Requests answered with a challenge, by reason");
        _cleartext = _meter.CreateCounter<long>("sipedge.admission.cleartext_tokens", "{request}",
            "Requests with a right header token over UDP or TCP, where everyone on the path reads it");
        _attempts = _meter.CreateCounter<long>("sipedge.gateway.attempts", "{attempt}",
            "Attempts at gateways, by trunk and class of response");
        _circuits = _meter.CreateCounter<long>("sipedge.trunk.circuit_opened", "{event}",
            "Circuits of a trunk's gateways that opened, a failed trial included");
        _answeredChallenges = _meter.CreateCounter<long>("sipedge.challenge.answered", "{request}",
            "Requests that a trunk challenged and that were sent again with credentials");
        _unansweredChallenges = _meter.CreateCounter<long>("sipedge.challenge.unanswered", "{request}",
            "Requests that a trunk challenged and that ended so, by reason");
        _registrations = _meter.CreateCounter<long>("sipedge.registration.ended", "{attempt}",
            "Attempts to register a trunk, to refresh and to unregister it, by outcome");
        _foreign = _meter.CreateCounter<long>("sipedge.dialog.foreign", "{request}",
            "Requests that named a live dialog from an address that is not its peer's");
        _stray = _meter.CreateCounter<long>("sipedge.dialog.stray", "{dialog}",
            "Dialogs that a late or forked 2xx opened and the edge ended");
        _unheard = _meter.CreateCounter<long>("sipedge.dialog.unheard", "{response}",
            "Provisional responses of a fork that rings at more places than the caller is told of");
        _wedged = _meter.CreateCounter<long>("sipedge.call.wedged", "{call}", "Calls that were stuck and ended for it: faults of the edge");
        _givenUp = _meter.CreateCounter<long>("sipedge.dialog.given_up", "{request}",
            "Requests on live calls that a peer only said it was trying, and that were cancelled for it");
        _silent = _meter.CreateCounter<long>("sipedge.media.silences", "{event}",
            "Legs that sent no media though they should have, by leg and whether they ever had");
        _passed = _meter.CreateCounter<long>("sipedge.passed", "{request}", "Requests that are no call, passed on");
        _subscriptionsEnded = _meter.CreateCounter<long>("sipedge.passing.subscriptions_ended", "{subscription}",
            "Subscriptions that are over, by why");
        _transfers = _meter.CreateCounter<long>("sipedge.call.transfers", "{transfer}", "REFER and Replaces in calls, by what became of them");
        _digits = _meter.CreateCounter<long>("sipedge.digit.dropped", "{digit}",
            "Digits that came faster than INFO could carry them");
        _repaired = _meter.CreateCounter<long>("sipedge.alg.repaired", "{repair}",
            "Messages and legs of peers behind an ALG that were put right, by trunk and damage");
        _shortened = _meter.CreateCounter<long>("sipedge.answer.shortened", "{answer}",
            "Challenges to strangers that offered the preferred algorithm alone, being much longer than the request otherwise");
        _withheld = _meter.CreateCounter<long>("sipedge.answer.withheld", "{answer}",
            "Answers to strangers that were not sent, being much longer than the request");
        _setup = _meter.CreateHistogram("sipedge.call.setup.duration", "s", "From INVITE to answer", tags: null, SetupAdvice);
        _talk = _meter.CreateHistogram("sipedge.call.talk.duration", "s", "From answer to end", tags: null, TalkAdvice);
    }

    public MediaMetrics Media { get; }

    public void Started() => _started.Add(1);

    public void EmergencyStarted() => _emergency.Add(1);

    public void Answered(long setupMs) => _setup.Record(setupMs / 1000.0);

    /// <param name="talkMs">0 for a call that was never answered.</param>
    public void Ended(long talkMs, ReasonCode reason)
    {
        _ended.Add(1, Reason(reason));
        if (talkMs > 0)
        {
            _talk.Record(talkMs / 1000.0);
        }
    }

    public void Refused(ReasonCode reason) => _refused.Add(1, Reason(reason));

    public void Challenged(ReasonCode reason) => _challenged.Add(1, Reason(reason));

    public void CleartextToken() => _cleartext.Add(1);

    /// <param name="status">0 when no response came.</param>
    public void AttemptEnded(string trunk, int status) => _attempts.Add(
        1, new("sipedge.trunk.name", trunk), new("sip.response.class", ResponseClass(status)));

    public void CircuitOpened(string trunk) => _circuits.Add(1, new KeyValuePair<string, object?>("sipedge.trunk.name", trunk));

    public void ChallengeAnswered(string trunk) => _answeredChallenges.Add(1, new KeyValuePair<string, object?>("sipedge.trunk.name", trunk));

    public void ChallengeUnanswered(string trunk, ReasonCode reason) =>
        _unansweredChallenges.Add(1, new("sipedge.trunk.name", trunk), Reason(reason));

    public void RegistrationEnded(string trunk, string outcome) =>
        _registrations.Add(1, new("sipedge.trunk.name", trunk), new("sipedge.registration.outcome", outcome));

    public void ForeignInDialogRequest() => _foreign.Add(1);

    /// <param name="trunk">Its id.</param>
    /// <param name="damage">One, several or none.</param>
    public void AlgRepaired(string trunk, AlgDamage damage)
    {
        if (damage == AlgDamage.None)
        {
            return;
        }
        foreach (var name in AlgDamages.Names(damage))
        {
            _repaired.Add(1, new("sipedge.trunk.name", trunk), new("sipedge.alg.damage", name));
        }
    }

    public void AnswerShortened() => _shortened.Add(1);

    public void AnswerWithheld() => _withheld.Add(1);

    public void StrayDialogEnded() => _stray.Add(1);

    public void Wedged() => _wedged.Add(1);

    public void ExchangeGivenUp() => _givenUp.Add(1);

    public void EarlyDialogDropped() => _unheard.Add(1);

    public void Passed(SipMethod method) => _passed.Add(1, new KeyValuePair<string, object?>("sip.request.method", method switch
    {
        SipMethod.Message => "MESSAGE",
        SipMethod.Subscribe => "SUBSCRIBE",
        SipMethod.Notify => "NOTIFY",
        _ => "PUBLISH",
    }));

    /// <param name="why">One of a few words.</param>
    public void SubscriptionEnded(string why) =>
        _subscriptionsEnded.Add(1, new KeyValuePair<string, object?>("sipedge.passing.why", why));

    /// <param name="outcome">"terminated" and then "done" or "failed", "passed", or the reason of a refusal; "replaced" where an INVITE took the place of a side.</param>
    public void Referred(string outcome) => _transfers.Add(1, new KeyValuePair<string, object?>("sipedge.outcome", outcome));

    public void DigitDropped() => _digits.Add(1);

    /// <param name="leg">"caller" or "callee".</param>
    /// <param name="never">Nothing ever came.</param>
    public void Silent(string leg, bool never) => _silent.Add(
        1, new("sipedge.leg", leg), new("sipedge.media.heard", never ? "never" : "before"));

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Reason(ReasonCode reason) => new("sipedge.reason", ReasonCodes.Name(reason));

    private static string ResponseClass(int status) => (status / 100) switch
    {
        0 => "none",
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        5 => "5xx",
        _ => "6xx",
    };
}
