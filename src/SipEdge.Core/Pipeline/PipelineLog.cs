using Microsoft.Extensions.Logging;

namespace SipEdge.Core.Pipeline;

internal static partial class PipelineLog
{
    [LoggerMessage(3101, LogLevel.Warning, "Loop {Loop} is overloaded: at work {Occupancy:P0} of its time, new calls are turned away")]
    public static partial void OverloadBegan(ILogger logger, int loop, double occupancy);

    [LoggerMessage(3102, LogLevel.Information, "Loop {Loop} keeps up again; {Count} requests were turned away")]
    public static partial void OverloadEnded(ILogger logger, int loop, long count);
}
