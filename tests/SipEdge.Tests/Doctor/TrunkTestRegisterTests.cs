using SipEdge.Cli;
using SipEdge.Doctor;
using SipEdge.Sip.Messages;

namespace SipEdge.Tests.Doctor;

/// <summary>A real registration of the test's own: what is granted, what is wrong with it, and that it is taken back.</summary>
public sealed class TrunkTestRegisterTests : FaultBench
{
    [Fact]
    public async Task What_is_registered_is_taken_back_and_nothing_else()
    {
        await using var peer = Registrar(static request => SipStub.Answer(request, 200, $"Contact: <{request.Contact}>;expires=1800\r\n"));

        var run = await RunAsync(Gateway(peer.Port, "udp"), Register, arguments: "--register");

        Assert.True(run.ExitCode == ExitCode.Success, run.Output);
        Assert.Contains("granted 1800 s of 3600, removed again", Assert.Single(Steps(run), IsRegister).Evidence, StringComparison.Ordinal);
        var sent = peer.Requests.Where(static request => request.Method == SipMethod.Register).ToList();
        Assert.Equal(2, sent.Count);
        Assert.Equal(sent[0].Contact, sent[1].Contact);
        Assert.DoesNotContain(":5060", sent[0].Contact, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_query_names_no_binding_and_changes_none()
    {
        await using var peer = Registrar(static request => SipStub.Answer(request, 200, "Contact: <sip:line1@192.0.2.1>;expires=60\r\n"));

        var run = await RunAsync(Gateway(peer.Port, "udp"), Register);

        Assert.Contains("1 binding there", Assert.Single(Steps(run), IsRegister).Evidence, StringComparison.Ordinal);
        Assert.Null(Assert.Single(peer.Requests, static request => request.Method == SipMethod.Register).Contact);
    }

    [Theory]
    [InlineData("Contact: <CONTACT>;expires=5\r\n", 200, TestFault.ExpiresTooShort, "5 s only", "60 s", "failed")]
    [InlineData("Contact: <CONTACT>;expires=4294967295\r\n", 200, TestFault.ExpiresTooLong, "more than was asked", "Tell the carrier", "noted")]
    [InlineData("", 200, TestFault.BindingNotListed, "does not list the binding", "Place a call", "noted")]
    [InlineData("Min-Expires: 7200\r\n", 423, TestFault.ExpiresTooBrief, "at least 7200 s", "register.expires: 7200s", "noted")]
    public async Task What_a_registrar_grants_is_judged(string lines, int status, TestFault fault, string cause, string remedy, string outcome)
    {
        await using var peer = Registrar(request => SipStub.Answer(
            request, status, lines.Replace("CONTACT", request.Contact, StringComparison.Ordinal)));

        var run = await RunAsync(Gateway(peer.Port, "udp"), Register, arguments: "--register");

        var step = Assert.Single(Steps(run), IsRegister);
        Assert.Equal((outcome, SnakeCase<TestFault>.Of(fault)), (step.Outcome, step.Fault));
        Assert.Contains(cause, step.Cause, StringComparison.Ordinal);
        Assert.Contains(remedy, step.Remedy, StringComparison.Ordinal);
        Assert.Equal(outcome == "failed" ? ExitCode.Failed : ExitCode.Success, run.ExitCode);
    }

    private static bool IsRegister(Step step) => step.Layer == "register";
}
