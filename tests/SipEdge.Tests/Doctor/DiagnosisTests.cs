using SipEdge.Doctor;
using SipEdge.Sip.Transport;

namespace SipEdge.Tests.Doctor;

public sealed class DiagnosisTests
{
    [Fact]
    public void Every_fault_has_a_cause_and_a_cure_and_says_them_once()
    {
        var all = Enum.GetValues<TestFault>().Where(static fault => fault != TestFault.None)
            .Select(static fault => Diagnosis.Of(new Symptom(fault) { Name = "N", Peer = "P", Detail = "D", Status = 499 })).ToList();

        Assert.All(all, static one => Assert.EndsWith(".", one.Cause, StringComparison.Ordinal));
        Assert.All(all, static one => Assert.InRange(one.Remedy.Length, 10, 260));
        Assert.Equal(all.Count, all.Select(static one => one.Cause).Distinct().Count());
    }

    [Fact]
    public void Every_fault_of_a_connection_has_its_own_name_here()
    {
        var faults = Enum.GetValues<FlowFault>().Select(static fault => SipVerdict.OfFlow(new FlowFailure(fault))).ToList();

        Assert.Equal(faults.Count, faults.Distinct().Count());
    }

    [Theory]
    [InlineData(200, false, TestFault.None)]
    [InlineData(404, false, TestFault.None)]
    [InlineData(480, false, TestFault.None)]
    [InlineData(480, true, TestFault.SipsRefused)]
    [InlineData(403, true, TestFault.SipsRefused)]
    [InlineData(403, false, TestFault.AddressRefused)]
    [InlineData(416, false, TestFault.SipsRefused)]
    public void A_refusal_of_sips_is_no_refusal_of_the_address(int status, bool sips, TestFault fault) =>
        Assert.Equal(fault, SipVerdict.OfOptions(status, sips));
}
