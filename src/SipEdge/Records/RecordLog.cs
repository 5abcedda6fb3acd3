using Microsoft.Extensions.Logging;

namespace SipEdge.Records;

/// <summary>Event ids 8000-8099. Highest in use: 8002.</summary>
internal static partial class RecordLog
{
    [LoggerMessage(8000, LogLevel.Error, "Records cannot be written: {Reason}. They wait in memory until it works again")]
    public static partial void WriteFailed(ILogger logger, string reason);

    [LoggerMessage(8001, LogLevel.Information, "Records are written again; {Dropped} were dropped so far")]
    public static partial void WriteRecovered(ILogger logger, long dropped);

    [LoggerMessage(8002, LogLevel.Error, "{Count} records were still unwritten when the edge stopped: {Reason}")]
    public static partial void LostAtStop(ILogger logger, int count, string reason);
}
