using System.Diagnostics;
using SipEdge.Core.Observability;
using SipEdge.Core.Tests.Network;

namespace SipEdge.Core.Tests.Pipeline;

/// <summary>One span for each call attempt, whatever becomes of it.</summary>
public sealed class EdgeTracingTests
{
    [Theory]
    [InlineData(200, "caller_hung_up", 200)]
    [InlineData(486, "gateway_refused", 486)]
    public void A_call_is_one_span_with_its_outcome(int answer, string reason, int status)
    {
        var spans = Collect(out var scenario);
        using (scenario)
        {
            scenario.Callee.AnswerStatus = answer;
            scenario.Caller.HangUpAfter = 100;
            scenario.Call();
            scenario.RunToTheEnd();
        }
        Assert.Contains(spans(), span => Is(span, reason, status) && (string?)span.GetTagItem("sipedge.trunk.name") == "pbx");
    }

    [Fact]
    public void A_refused_attempt_is_one_span_too()
    {
        var spans = Collect(out var scenario, draining: true);
        using (scenario)
        {
            scenario.Call();
            scenario.RunToTheEnd();
        }
        Assert.Contains(spans(), span => Is(span, "draining", 503) && span.Status == ActivityStatusCode.Error);
    }

    private static bool Is(Activity span, string reason, int status) =>
        span.OperationName == "sip.call"
        && (string?)span.GetTagItem("sipedge.reason") == reason
        && (int?)span.GetTagItem("sip.response.status_code") == status;

    // Activities are process-wide and other tests make some as well, so each test looks for its own outcome.
    private static Func<List<Activity>> Collect(out EdgeScenario scenario, bool draining = false)
    {
        var ended = new List<Activity>();
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == EdgeTracing.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                lock (ended)
                {
                    ended.Add(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        scenario = new EdgeScenario();
        if (draining)
        {
            scenario.Edge.BeginDrain(scenario.Now);
        }
        return () =>
        {
            listener.Dispose();
            lock (ended)
            {
                return [.. ended];
            }
        };
    }
}
