namespace SipEdge.Core.Observability;

/// <summary>
/// Where records go. Called on a loop's thread: an implementation queues and returns at once, and counts what it had to drop.
/// </summary>
public interface IEdgeRecords
{
    void CallEnded(CallRecord record);

    void AttemptRefused(RefusalRecord record);

    void AbuseSeen(AbuseRecord record);

    void RegistrationSeen(RegistrationRecord record);

    void PhoneSeen(PhoneRecord record);
}
