using System.Threading.Channels;
using SipEdge.Core.Observability;

namespace SipEdge.Demo;

/// <summary>Hands the edge's records to the demo, which prints what the edge decided and counted.</summary>
internal sealed class DemoRecords : IEdgeRecords
{
    private readonly Channel<CallRecord> _calls = Channel.CreateUnbounded<CallRecord>();

    public void CallEnded(CallRecord record) => _calls.Writer.TryWrite(record);

    /// <summary>A refused caller learns it from the response, so there is nothing to keep.</summary>
    public void AttemptRefused(RefusalRecord record)
    {
    }

    /// <summary>Nobody is a stranger in the demo.</summary>
    public void PhoneSeen(PhoneRecord record)
    {
    }

    public void AbuseSeen(AbuseRecord record)
    {
    }

    /// <summary>And nothing registers.</summary>
    public void RegistrationSeen(RegistrationRecord record)
    {
    }

    public ValueTask<CallRecord> NextAsync(CancellationToken cancellation) => _calls.Reader.ReadAsync(cancellation);
}
