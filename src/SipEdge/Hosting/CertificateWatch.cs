using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using SipEdge.Admin;

namespace SipEdge.Hosting;

/// <summary>
/// Says in time that a certificate runs out: once at each mark, and once when it has happened. A certificate that is renewed starts
/// anew. Time left is also a metric, for who has alarms of his own.
/// </summary>
internal sealed class CertificateWatch : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromHours(1);

    private readonly CertificateSet _certificates;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Meter _meter = new("SipEdge");
    private readonly ITimer _timer;

    // Its own lock: the timer and a reload look.
    private readonly Dictionary<(string Name, string Thumbprint), int> _told = [];
    private long _refused;

    public CertificateWatch(CertificateSet certificates, TimeProvider time, ILogger<CertificateWatch> logger)
    {
        _certificates = certificates;
        _time = time;
        _logger = logger;
        _meter.CreateObservableGauge("sipedge.certificate.time_left", Left, "s",
            "Until a certificate of the edge runs out; negative when it has");
        _meter.CreateObservableCounter("sipedge.certificate.refused", () => Interlocked.Read(ref _refused), "{certificate}",
            "New certificates that a reload refused, so that the last good one stays");
        _timer = time.CreateTimer(_ => Look(), null, Period, Period);
    }

    /// <summary>The days left at which somebody is told, and 0 for never again.</summary>
    internal static ReadOnlySpan<int> Marks => [30, 14, 7, 1];

    /// <summary>What stands in <c>sipedge status</c>, the first to run out first.</summary>
    public IReadOnlyList<CertificateReport> Report() =>
    [
        .. _certificates.InUse.OrderBy(static one => one.Leaf.NotAfter).Select(one => new CertificateReport(
            one.Name, one.Leaf.Subject, new DateTimeOffset(one.Leaf.NotAfter.ToUniversalTime()),
            (one.Leaf.NotAfter.ToUniversalTime() - _time.GetUtcNow().UtcDateTime).TotalDays)),
    ];

    public void Refused(int certificates) => Interlocked.Add(ref _refused, certificates);

    /// <summary>The tightest mark that is reached: 30, 14, 7 or 1, 0 when it is over; null while there is more time.</summary>
    internal static int? MarkOf(TimeSpan left)
    {
        if (left <= TimeSpan.Zero)
        {
            return 0;
        }
        int? reached = null;
        foreach (var mark in Marks)
        {
            if (left <= TimeSpan.FromDays(mark))
            {
                reached = mark;
            }
        }
        return reached;
    }

    public void Dispose()
    {
        _timer.Dispose();
        _meter.Dispose();
    }

    /// <summary>Also after every change; otherwise by the hour.</summary>
    public void Look()
    {
        lock (_told)
        {
            foreach (var (name, leaf) in _certificates.InUse)
            {
                var until = leaf.NotAfter.ToUniversalTime();
                var key = (name, leaf.Thumbprint);
                if (MarkOf(until - _time.GetUtcNow().UtcDateTime) is not { } mark || (_told.TryGetValue(key, out var told) && told <= mark))
                {
                    continue;
                }
                _told[key] = mark;
                if (mark == 0)
                {
                    HostingLog.CertificateExpired(_logger, name, until);
                }
                else
                {
                    HostingLog.CertificateExpires(_logger, name, mark, until);
                }
            }
        }
    }

    private IEnumerable<Measurement<double>> Left()
    {
        var now = _time.GetUtcNow().UtcDateTime;
        return _certificates.InUse.Select(one => new Measurement<double>(
            (one.Leaf.NotAfter.ToUniversalTime() - now).TotalSeconds,
            new KeyValuePair<string, object?>("sipedge.certificate.name", one.Name)));
    }
}
