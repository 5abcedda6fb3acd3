using System.Diagnostics;

namespace SipEdge.Core.Observability;

/// <summary>The source of spans: one for each call attempt, made only when somebody listens.</summary>
public static class EdgeTracing
{
    public const string SourceName = "SipEdge";

    public static ActivitySource Source { get; } = new(SourceName);

    /// <summary>A call attempt, from INVITE to the end of the call. Null when nobody listens.</summary>
    public static Activity? Begin(string transport)
    {
        var span = Source.StartActivity("sip.call", ActivityKind.Server);
        span?.SetTag("sip.request.method", "INVITE");
        span?.SetTag("network.transport", transport);
        return span;
    }

    /// <summary>Ends a span with what became of the attempt; a status of 0 says that nothing was answered.</summary>
    public static void End(Activity? span, int status, string reason)
    {
        if (span is null)
        {
            return;
        }
        span.SetTag("sip.response.status_code", status);
        span.SetTag("sipedge.reason", reason);
        if (status >= 300)
        {
            span.SetStatus(ActivityStatusCode.Error, reason);
        }
        span.Dispose();
    }
}
